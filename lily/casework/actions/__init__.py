"""What people do with referrals and cases."""
