"""Names for invented children: what they might be called, and how common each name is.

The common names are widely borne in the United Kingdom; how common each is here is made up, with the commonest surname
at 1.4 in 100, and a long tail of names put together from syllables. No list of anybody's is copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

FORENAMES: Final = 6_386
SURNAMES: Final = 45_000

_GIRLS: Final = """
olivia amelia isla ava ivy freya lily florence mia willow rosie sophia isabella grace daisy sienna poppy elsie emily
ella evelyn phoebe evie charlotte harper millie matilda maya sofia alice emilia isabelle ruby luna maisie aria
penelope mila bonnie eva hallie eliza ada violet esme arabella imogen jessica delilah chloe lottie thea robyn clara
aurora nancy zara orla layla iris nova darcie eleanor maeve margot molly lola lucy ellie heidi lyla summer zoe
scarlett amber holly hannah georgia abigail anna elizabeth leah erin jasmine maria aisha fatima amina maryam khadija
zainab noor safa hafsa ayesha sumaya inaya priya anaya aanya saanvi diya riya meera kavya tara nisha simran jaspreet
harleen gurleen mei ling yasmin leila amira hana sara samira nadia karolina zuzanna maja oliwia julia natalia
aleksandra gabriela ioana andreea chidera adaeze ngozi temi funmi abena akosua esi naomi rachel rebecca miriam esther
ruth martha megan carys cerys seren ffion nia catrin eilidh mairi ailsa skye aoife niamh saoirse ciara sinead roisin
beatrice harriet frances josephine victoria rose may lydia tabitha felicity cordelia philippa verity constance
winifred edith agnes mabel dorothy hazel
"""
_BOYS: Final = """
noah muhammad oliver george leo theodore arthur freddie archie theo henry luca charlie jack oscar finley alfie harry
jude rory teddy louie thomas arlo roman isaac edward james albie tommy elijah reggie william lucas joshua mason max
ezra alexander ronnie harrison jacob albert hugo adam frankie rupert brody joseph daniel benjamin samuel toby jaxon
ethan logan sebastian riley dylan grayson hunter zachary milo ralph otis felix louis caleb jesse nathan matthew luke
ryan michael david connor liam aaron tyler callum cameron owen evan rhys dylan ieuan gethin iestyn hamish angus
lachlan euan fergus callan murray cormac declan eoin oisin padraig cillian ibrahim yusuf ali hamza bilal zain omar
ayaan rayyan musa idris haris imran kabir arjun rohan aarav vihaan krishna dev nikhil anish ishaan harjit gurpreet
manveer jun wei hao kai minh jakub szymon kacper filip mateusz oskar antoni stefan andrei cristian matei luka
chukwuemeka tobi ayo kofi kwame kwabena emmanuel samson gideon micah reuben levi asher solomon tobias jasper barnaby
rufus monty ernest stanley walter sidney wilfred cecil percy clement gilbert humphrey lionel maurice neville quentin
roland vernon wallace
"""
_COMMON: Final = """
smith jones williams taylor brown davies evans thomas wilson johnson roberts robinson thompson wright walker white
edwards hughes green hall lewis harris clarke patel jackson wood turner martin cooper hill ward morris moore clark lee
king baker harrison morgan allen james scott phillips watson davis parker price bennett young griffiths mitchell kelly
cook carter richardson bailey collins bell shaw murphy miller cox richards khan marshall anderson simpson ellis adams
singh begum wilkinson foster chapman powell webb rogers gray mason ali hunt hussain campbell matthews owen palmer
holmes mills barnes knight lloyd butler russell barker fisher stevens jenkins murray dixon harvey graham pearson ahmed
fletcher walsh kaur gibson howard andrews stewart elliott reynolds saunders payne fox ford pearce day brooks west
lawrence cole atkinson bradley spencer gill dawson watts burton obrien wells hart carr rees barrett griffin hudson
ryan armstrong perkins holland shah akhtar mahmood iqbal malik sharma kumar rahman islam uddin chowdhury miah hossain
osei mensah boateng okafor adeyemi okonkwo balogun ibrahim mohamed hassan abdi yusuf nguyen tran chen wang zhang
kowalski nowak wisniewski popescu ionescu novak silva santos costa pereira garcia rossi murphy doyle gallagher kennedy
nolan byrne maclean mackenzie macdonald sutherland sinclair fraser buchanan gwynne probert pritchard bowen
"""
_BEGINNINGS: Final = (
    *("ash", "bar", "black", "brad", "brom", "carl", "clay", "cole", "dal", "den", "east", "fair", "garth", "glen"),
    *("had", "hal", "hart", "hol", "kel", "king", "lang", "marsh", "nor", "oak", "pem", "rad", "sel", "thorn", "wal"),
)
_MIDDLES: Final = (
    *("", "a", "be", "bing", "bor", "by", "combe", "den", "er", "es", "ing", "la", "le", "ley", "ling", "more"),
    *("ning", "o", "ring", "ster", "ton", "u", "wick"),
)
_ENDINGS: Final = (
    *("by", "croft", "dale", "den", "field", "ford", "ham", "hurst", "ing", "ley", "man", "more", "ner", "son"),
    *("stead", "stone", "ton", "ward", "well", "wood", "worth"),
)
_FIRST: Final = (
    *("a", "be", "bri", "cha", "da", "e", "fa", "ga", "i"),
    *("ja", "ka", "le", "mi", "no", "o", "sha", "ta", "ze"),
)
_SECOND: Final = (
    *("b", "d", "g", "k", "l", "m"),
    *("n", "p", "r", "s", "t", "v", "sh"),
)
_LAST: Final = (
    *("den", "ah", "el", "ia", "ira", "lia", "ra"),
    *("rell", "vi", "aya", "on", "us", "ika", "een", "ette"),
)
_ABROAD: Final = (
    *("ar", "ic", "ova", "wala", "ashvili", "escu", "oglu"),
    *("sen", "sson", "ez", "idis", "ani", "yan", "uk"),
)


@dataclass(frozen=True, slots=True)
class Urn:
    """Names and their shares, which add up to one."""

    names: list[str]
    shares: NDArray[np.float64]

    def draw(self, random: np.random.Generator, count: int) -> NDArray[np.int32]:
        """Places of names, each drawn as often as it is common."""
        edges = np.cumsum(self.shares)
        drawn = np.searchsorted(edges, random.random(count) * edges[-1], side="right")
        return np.minimum(drawn, len(edges) - 1).astype(np.int32)


@lru_cache(maxsize=1)
def forenames() -> Urn:
    """Seven children in ten have one of the common names."""
    both = zip(_GIRLS.split(), _BOYS.split(), strict=False)
    common = [*dict.fromkeys(name for pair in both for name in pair)]
    made = [f"{a}{b}{c}" for a in _FIRST for b in _SECOND for c in _LAST]
    made += [f"{a}{b}{d}{c}" for a in _FIRST for b in "lmnrst" for d in "aeio" for c in _LAST]
    return _urn(common, made, FORENAMES, common=len(common), share=0.7, flat=12.0)


@lru_cache(maxsize=1)
def of_girls() -> NDArray[np.bool_]:
    """Which forenames are girls'."""
    girls, boys = set(_GIRLS.split()), set(_BOYS.split())
    return np.array([n in girls or (n not in boys and len(n) % 2 == 0) for n in forenames().names])


@lru_cache(maxsize=1)
def surnames() -> Urn:
    made = [f"{a}{b}{c}" for a in _BEGINNINGS for b in _MIDDLES for c in _ENDINGS]
    made += [f"{a}{b}{c}{d}" for a in _FIRST for b in _SECOND for c in _FIRST for d in _ABROAD]
    return _urn([*dict.fromkeys(_COMMON.split())], made, SURNAMES, common=500, share=0.5, flat=8.5)


def _urn(first: list[str], made: list[str], size: int, *, common: int, share: float, flat: float) -> Urn:
    """`share` of all have one of the `common` names, the commoner the earlier it stands; the others are many."""
    known = set(first)
    more = [name for name in dict.fromkeys(made) if name not in known]
    np.random.default_rng(1).shuffle(more)
    names = [*first, *more][:size]
    head = 1 / (np.arange(common) + flat)
    tail = 1 / (np.arange(size - common) + 60.0) ** 0.8
    return Urn(names, np.concatenate([head / head.sum() * share, tail / tail.sum() * (1 - share)]))
