"""A receipt is believed under a policy, offline; a policy says who must have signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import policies, receipts
from sharewell.domain.merkle.cosignatures import sign
from sharewell.domain.merkle.keys import Kind
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.policies import BadPolicy, NotTrusted
from sharewell.domain.merkle.receipts import BadReceipt, Receipt
from tests.domain.merkle.made import LOG, NHS, NOON, ORIGIN, POLICE, Ledger, policy_file, secret

LEDGER = Ledger.of(70)
POLICY = policies.read(policy_file())


def witnesses(count: int) -> dict[str, str]:
    return {f"w{n}": str(secret(f"w{n}.example", Kind.COSIGNATURE).public) for n in range(count)}


def policy_of(*lines: str, count: int = 6) -> policies.Policy:
    given = [f"log {LOG.public}", *(f"witness {name} {key}" for name, key in witnesses(count).items())]
    return policies.read("\n".join([*given, *lines, ""]).encode(errors="surrogateescape"))


# --- receipts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [0, 1, 31, 64, 69])
def test_a_receipt_is_written_read_and_believed(index: int) -> None:
    receipt = LEDGER.receipt(index)
    trusted = receipts.verify(receipts.read(str(receipt).encode()), POLICY)
    assert trusted.checkpoint == LEDGER.checkpoint()
    assert trusted.log == LOG.public
    assert trusted.witnessed == {"police": NOON, "nhs": NOON}
    assert trusted.strangers == ()
    assert receipts.read(str(receipt)) == receipt


def test_a_receipt_looks_as_the_c2sp_text_shows_it() -> None:
    lines = str(LEDGER.receipt(5)).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 5"
    assert [len(line) for line in lines[3:10]] == [44] * 7
    assert lines[10:13] == ["", ORIGIN, "70"]
    assert lines[14] == ""
    assert [line[:2] for line in lines[15:]] == ["— ", "— ", "— ", ""]


def test_the_example_of_the_c2sp_text_is_read_as_far_as_it_is_whole() -> None:
    """Its signatures are shortened there and its extra data is no base64: these are left out, and ours put in."""
    example = """c2sp.org/tlog-proof@v1
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

"""
    text = example.partition("\n\n")[2].removesuffix("\n")
    example += sign(text, secret("example.com/fancylog")).line()
    read = receipts.read(example)
    assert (read.leaf, read.index, len(read.proof)) == (None, 73894, 5)
    assert str(read) == example
    believed = policies.judged(read.checkpoint, policies.of_logs([secret("example.com/fancylog").public]))
    assert believed.checkpoint.size == 109482


def test_a_receipt_of_the_only_leaf_has_no_hashes() -> None:
    receipt = Ledger.of(1).receipt(0)
    assert receipt.proof == ()
    assert receipts.verify(receipts.read(str(receipt)), POLICY).checkpoint.size == 1


def test_a_receipt_without_its_leaf_is_believed_of_that_leaf_alone() -> None:
    whole = LEDGER.receipt(5)
    bare = Receipt(leaf=None, index=5, proof=whole.proof, checkpoint=whole.checkpoint)
    read = receipts.read(str(bare))
    assert read == bare
    assert receipts.verify(read, POLICY, leaf=whole.leaf).checkpoint.size == 70
    with pytest.raises(BadReceipt, match="does not hold"):
        receipts.verify(read, POLICY)
    with pytest.raises(BadReceipt):
        receipts.verify(read, POLICY, leaf=LEDGER.leaves[6].body)
    with pytest.raises(BadReceipt, match="another entry"):
        receipts.verify(whole, POLICY, leaf=LEDGER.leaves[6].body)


def test_a_receipt_of_another_ledger_or_place_is_not_believed() -> None:
    receipt, forked = LEDGER.receipt(5), Ledger.of(70, seed=1, fork=40)
    swapped = Receipt(leaf=receipt.leaf, index=5, proof=receipt.proof, checkpoint=forked.note())
    moved = Receipt(leaf=receipt.leaf, index=6, proof=receipt.proof, checkpoint=receipt.checkpoint)
    for wrong in (swapped, moved):
        with pytest.raises(BadReceipt):
            receipts.verify(wrong, POLICY)


@given(st.integers(0, 69), st.data())
def test_any_byte_of_a_receipt_changed_is_found(index: int, data: st.DataObject) -> None:
    raw = str(LEDGER.receipt(index)).encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != raw[at]))
    with pytest.raises(BadInput):
        receipts.verify(receipts.read(raw[:at] + bytes([byte]) + raw[at + 1 :]), POLICY)


@given(st.data())
def test_where_fewer_cosignatures_would_do_a_change_to_one_shows_at_least(data: st.DataObject) -> None:
    """The name of a cosigner that nobody asked for can be changed: the format has unknown signatures ignored."""
    raw = str(LEDGER.receipt(5)).encode()
    lenient = policies.read(policy_file().replace(b"all police", b"any police"))
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != raw[at]))
    try:
        trusted = receipts.verify(receipts.read(raw[:at] + bytes([byte]) + raw[at + 1 :]), lenient)
    except BadInput:
        return
    assert len(trusted.strangers) == 1
    assert len(trusted.witnessed) == 1


@given(st.data())
def test_a_receipt_cut_or_with_more_at_its_end_is_found(data: st.DataObject) -> None:
    raw = str(LEDGER.receipt(5)).encode()
    for changed in (raw[: data.draw(st.integers(0, len(raw) - 1))], raw + data.draw(st.binary(min_size=1))):
        with pytest.raises(BadInput):
            receipts.verify(receipts.read(changed), POLICY)


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_what_is_no_receipt_is_refused_in_words(raw: bytes | str) -> None:
    with pytest.raises(BadReceipt):
        receipts.read(raw)


# --- policies -------------------------------------------------------------------------------------------


def test_without_witnesses_a_policy_believes_the_log_alone() -> None:
    trusted = policies.judged(LEDGER.note(), policies.of_logs([LOG.public]))
    assert trusted.witnessed == {}
    assert [each.name for each in trusted.strangers] == [POLICE.name, NHS.name]


def test_a_checkpoint_without_a_quorum_is_not_believed() -> None:
    with pytest.raises(NotTrusted, match="police did"):
        policies.judged(LEDGER.note(70, LOG, POLICE), POLICY)
    with pytest.raises(NotTrusted, match="nobody did"):
        policies.judged(LEDGER.note(70, LOG), POLICY)


def test_a_checkpoint_that_the_log_did_not_sign_is_not_believed() -> None:
    with pytest.raises(NotTrusted, match="did not sign"):
        policies.judged(LEDGER.note(70, POLICE, NHS), POLICY)
    with pytest.raises(NotTrusted, match="no log"):
        policies.judged(LEDGER.note(), policies.of_logs([]))


def test_a_log_signs_for_its_own_name_only() -> None:
    other = secret("other.example/ledger")
    text = LEDGER.checkpoint().text()
    with pytest.raises(NotTrusted):
        policies.judged(Note(text, (sign(text, other),)), policies.of_logs([other.public]))


def test_one_log_of_several_is_enough() -> None:
    both = policies.of_logs([secret("other.example/ledger").public, LOG.public])
    assert policies.judged(LEDGER.note(), both).log == LOG.public


def test_the_c2sp_example_of_groups_of_groups_counts_as_it_says() -> None:
    policy = policy_of(
        "# two of the one, any of the other",
        "group X 2 w0 w1 w2",
        "\tgroup  Y any\tw3 w4 w5 ",
        "",
        "group X-and-Y all X Y",
        "quorum X-and-Y",
    )
    for among in range(64):
        present = {f"w{n}" for n in range(6) if among >> n & 1}
        enough = len(present & {"w0", "w1", "w2"}) >= 2 and bool(present & {"w3", "w4", "w5"})
        assert policies.is_met(policy, present) is enough


def test_a_single_witness_may_be_the_quorum() -> None:
    policy = policy_of("quorum w1")
    assert policies.is_met(policy, {"w1"})
    assert not policies.is_met(policy, {"w0"})


def test_addresses_are_kept() -> None:
    lines = f"log {LOG.public} https://council.example/\nwitness p {POLICE.public} https://police.example/w\nquorum p\n"
    policy = policies.read(lines.encode())
    assert policy.logs[0].url == "https://council.example/"
    assert policy.witnesses["p"].url == "https://police.example/w"


def test_names_are_octets_and_not_letters() -> None:
    kelvin = b"\xe2\x84\xaa"  # prints as K
    key = witnesses(2)
    lines = b"witness K %s\nwitness %s %s\nquorum K\n" % (key["w0"].encode(), kelvin, key["w1"].encode())
    assert len(policies.read(lines).witnesses) == 2
    assert len(policies.read(lines.replace(kelvin, b"\xff")).witnesses) == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("witnes w9 x", "must begin"),
        ("log", "too few or too many"),
        ("log x y z", "too few or too many"),
        ("log x", "public key"),
        ("log \udcff+00000000+AAAA", "public key"),
        (f"log {POLICE.public}", "kind"),
        (f"log {LOG.public}", "already"),
        (f"witness w9 {LOG.public}", "kind"),
        (f"witness w0 {POLICE.public}", "taken"),
        (f"witness none {POLICE.public}", "taken"),
        (f"witness w9 {witnesses(1)['w0']}", "already"),
        (f"witness w9 {secret('w0.example', Kind.COSIGNATURE).public}", "already"),
        ("group g any", "too few"),
        ("group w0 any w1", "taken"),
        ("group g any w9", "defines"),
        ("group g any none", "defines"),
        ("group g any g", "defines"),
        ("group g 0 w0", "all, any or a number"),
        ("group g 01 w0", "all, any or a number"),
        ("group g 2 w0", "2 of 1"),
        ("group g some w0", "all, any or a number"),
        ("group g any w0 w0", "one way"),
        ("quorum w9", "defines"),
        ("quorum w0 w1", "too few or too many"),
        ("quorum w0\nquorum w0", "already"),
        ("quorum none\nquorum none", "already"),
        ("group g any w0\ngroup h any w0", "one way"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_with_its_number(line: str, says: str) -> None:
    with pytest.raises(BadPolicy, match=rf"Line [0-9]+ of the policy.*{says}"):
        policy_of(line, "quorum w0")


def test_a_policy_must_say_its_quorum_and_be_plain_text() -> None:
    for raw in (b"", f"log {LOG.public}\n".encode(), b"quorum none\r\n", b"quorum none\0\n", b"#" * 1_000_001):
        with pytest.raises(BadPolicy):
            policies.read(raw)
    assert policies.read(b"quorum none") == policies.Policy()


def test_a_policy_of_32_of_each_is_read() -> None:
    logs = [f"log {secret(f'l{n}.example').public}" for n in range(31)]
    groups = [f"group g{n} any w{n}" for n in range(31)]
    policy = policy_of(*logs, *groups, f"group all all {' '.join(f'g{n}' for n in range(31))}", "quorum all", count=32)
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (32, 32, 32)
    assert policies.is_met(policy, {f"w{n}" for n in range(31)})
