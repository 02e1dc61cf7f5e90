/* The map of the results: an outline of the coast with numbered pins that agree with the list.
   Pictures of streets come only from the server that the operator has set; when they fail, the
   outline comes back, in words too. Leaflet (global L) is loaded before this. */

const MOST_TILE_ERRORS = 4;
const CLOSEST = 15;
const WIDEST = 5;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function say(box, words) {
  const line = document.createElement("p");
  line.className = "map__note";
  line.setAttribute("role", "status");
  line.textContent = words;
  box.before(line);
}

async function drawOutline(map, box, names) {
  const land = { color: colour("--control-line"), weight: 1, fillColor: colour("--paper"), fillOpacity: 1 };
  try {
    const answer = await fetch(box.dataset.coast);
    const style = { ...land, interactive: false, attribution: "Outline: Natural Earth. Names: GeoNames" };
    L.geoJSON(await answer.json(), style).addTo(map).bringToBack();
  } catch {
    say(box, "The outline of the coast did not arrive. The pins are in their right places.");
  }
  for (const [name, latitude, longitude] of names) {
    const icon = L.divIcon({ className: "place-name", html: "", iconSize: [0, 0] });
    const unseen = { interactive: false, keyboard: false, pane: "names" };
    const label = L.marker([latitude, longitude], { icon, ...unseen });
    label.on("add", () => {
      label.getElement().textContent = name;
      label.getElement().setAttribute("aria-hidden", "true");
    });
    label.addTo(map);
  }
}

function drawTiles(map, box, names) {
  let errors = 0;
  const tiles = L.tileLayer(box.dataset.tiles, {
    maxZoom: 19,
    attribution: box.dataset.attribution,
  }).addTo(map);
  tiles.on("tileerror", () => {
    errors += 1;
    if (errors !== MOST_TILE_ERRORS) return;
    tiles.remove();
    drawOutline(map, box, names);
    say(box, "The street map does not answer, so here is an outline.");
  });
}

// Listings at one place share a pin: "2, 5", or "2 + 3 more".
function grouped(pins) {
  const groups = new Map();
  for (const pin of pins) {
    const key = pin.at.map((degrees) => degrees.toFixed(4)).join();
    groups.set(key, [...(groups.get(key) ?? []), pin]);
  }
  return [...groups.values()];
}

function pinOf(group) {
  const numbers = group.map((pin) => pin.number);
  const shown = numbers.length > 3 ? `${numbers[0]} + ${numbers.length - 1}` : numbers.join(", ");
  const size = [Math.max(36, 18 + 11 * shown.length), 36];
  const icon = L.divIcon({ className: "pin", html: shown, iconSize: size });
  const said = `${shown}: ${group.map((pin) => pin.name).join("; ")}`;
  const marker = L.marker(group[0].at, { icon, title: said, riseOnHover: true });
  const words = document.createElement("div");
  for (const { number, name, address } of group) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = name;
    const line = document.createElement("p");
    line.append(`${number}. `, link);
    words.append(line);
  }
  marker.bindPopup(words);
  marker.on("add", () => marker.getElement().setAttribute("aria-label", said));
  return marker;
}

function draw() {
  const box = document.getElementById("map");
  if (!box || typeof L === "undefined") return;
  const { pins, here, names } = JSON.parse(document.getElementById("map-data").textContent);
  box.replaceChildren();
  const map = L.map(box, {
    minZoom: WIDEST,
    maxZoom: box.dataset.tiles ? 19 : CLOSEST,
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
  });
  map.attributionControl.setPrefix(false);
  map.createPane("names").classList.add("map__names");
  const points = [...pins.map((pin) => pin.at), ...(here ? [here] : [])];
  if (points.length) map.fitBounds(points, { padding: [40, 40], maxZoom: 13 });
  else map.setView([54.5, -3], WIDEST);
  L.control.scale({ metric: false, position: "topright" }).addTo(map);
  if (here) {
    const ring = { radius: 9, color: colour("--ink"), weight: 3, fillColor: colour("--pollen"), fillOpacity: 1 };
    L.circleMarker(here, { ...ring, interactive: false }).addTo(map);
  }
  for (const group of grouped(pins)) pinOf(group).addTo(map);
  if (box.dataset.tiles) drawTiles(map, box, names);
  else drawOutline(map, box, names);
}

draw();
document.addEventListener("lily:found", draw);
