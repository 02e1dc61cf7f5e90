// Passkeys: the browser makes or shows one, and the form around the button carries its answer.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (each) => ({ ...each, id: toBytes(each.id) });

function readOptions(json) {
  const options = JSON.parse(json);
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = options.excludeCredentials.map(known);
  if (options.allowCredentials) options.allowCredentials = options.allowCredentials.map(known);
  return options;
}

function writeCredential(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, type, rawId: toText(credential.rawId), response });
}

const TROUBLES = {
  NotAllowedError: "No passkey was used. Press the button to try again, or use another way.",
  InvalidStateError: "This device has a passkey here already.",
};
const OTHERWISE = "Your browser cannot use a passkey here. Use another way.";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const say = (words) => {
    trouble.querySelector("span").textContent = words;
    trouble.hidden = false;
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    if (!navigator.credentials || !window.PublicKeyCredential) {
      say(OTHERWISE);
      return;
    }
    try {
      const publicKey = readOptions(form.dataset.options);
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.credential.value = writeCredential(credential);
      form.submit();
    } catch (error) {
      say(TROUBLES[error.name] ?? OTHERWISE);
    }
  });
}
