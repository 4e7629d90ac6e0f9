"""What a request that fits its schema may be refused for with 400: only what no schema can say."""

import schemathesis

# Codes of single fields.
CODES = {
    "address-malformed",  # Each coin has its own check digits.
    "address-of-another-network",  # Each coin has its own.
    "cursor-invalid",  # Sealed by the service.
    "day-malformed",  # 30 February.
    "event-id-unknown",
    "identity-number-in-text",  # A check digit makes it one.
    "identity-number-malformed",
    "instant-in-future",  # By the clock of the service.
    "instant-malformed",  # 30 February.
    "instant-out-of-range",  # The first and the last hours, by the offset.
    "instant-too-early",
    "number-inexact",  # 1e400.
    "periods-invalid",  # The last before the first, or too many of them.
    "quantity-beyond-bounds",
}
# Problems of a whole request.
FACTS = {
    "as-of-after-known-at",
    "cost-below-minimum",
    "cost-item-planned-twice",
    "cost-item-unknown",
    "idempotency-key-malformed",  # It holds an IIN.
    "instant-malformed",
    "range-malformed",  # The last day before the first, or too many of them.
    "rule-pack-invalid",  # It has a JSON Schema of its own.
}


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """A body of lines is any text: what is wrong with a line is answered by line."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.check
def refused_for_what_no_schema_says(ctx, response, case):
    meta = case.meta
    if response.status_code != 400 or meta is None or not meta.generation.mode.is_positive:
        return
    problem = response.json()
    fact = problem["type"].removeprefix("urn:esep:problem:")
    codes = {error["code"] for error in problem.get("errors", [])}
    unsaid = codes - CODES if fact.endswith("-invalid") and fact not in FACTS else {fact} - FACTS
    assert not unsaid, f"The schema takes what the service refuses: {problem}"


@schemathesis.check
def not_refused_for_haste(ctx, response, case):
    assert response.status_code != 429, "What is answered 429 says nothing about the request."
