"""Values of the formats that are ours, for Schemathesis to ask with."""

import string

import schemathesis
from hypothesis import strategies as st

VISIBLE = string.ascii_letters + string.digits + "-_.äöüßéñçøłИあ中"
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]

schemathesis.openapi.format("name", st.text(alphabet=VISIBLE, min_size=2, max_size=40))
schemathesis.openapi.format("text", st.text(alphabet=VISIBLE + " \n", max_size=200))
schemathesis.openapi.format("iana-time-zone", st.sampled_from(ZONES))
