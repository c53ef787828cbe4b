"""Forenames that children are given in their own right: where two such differ, neither is an error of writing.

Parents give twins alike names, as Jayden and Kayden, or Molly and Polly, and weights alone take such twins for one
child. The list is ours, of names used in the United Kingdom that others resemble. A name that is not on it
may always be a misspelling.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product, starmap
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import extract

from sharewell.domain.linkage.values.nicknames import ROOTS

_GIVEN: Final = """
aadam aaliyah aarav aaron aarush abbas abdul abdullah abdulrahman abu ada adaeze adah adam adan adebayo adeola adeolu
adriana adrianna aidan aiden aimee aira aisha akosua akua alan alana alanna alaya alayah aleah alec aleesha alena
alesha alessandro alessia alex alexa alexander alexandra alexandria alexia alexis alia alice alicia alina alisha
alissa aliya aliyah allan allen alyssa ama amal amandeep amanpreet amar amara amarjit amaya ameera amelia amelie amie
amina aminah amira amirah amna amy ana anabelle ananya anaya anayah andre andrea andreas andreea andrei andrew ania
anika anita anjali ann anna annabel annabelle anne annie annika anton antonia antonio anya arabella archer archie aria
arian ariana arianna ariya arjan arjun arlo armaan arman aron arron arthur artur arush arya aryan asad asha asher
ashleigh ashley ashlyn ashton aston aubrey audrey austin autumn ava ayaan ayaansh ayan ayden ayesha ayla ayo ayomide
ayotunde ayra aysha ayush bailey barney bea beatrice beatrix bella belle ben benedict beth bethan bethany bilal billie
billy blake bobbie bobby brandon brayden breanna brendan brian briana brianna brooke brooklyn bryan bryn byron caiden
cain caitlin callum calum cameron camron cara caris carl carla carlo carlos carly carol carole caroline carolyn carson
carys casey cayden celina celine cerys charles charley charlie charlotte chelsea chiamaka chidera chidi chidinma chika
chinedu chinonso chioma chisom chloe christian christina christine christopher cian ciara ciaran claire clara clare
cleo conner connor conor corey cormac cory curtis daisy dalila damian damien damilola damon daniel daniela daniella
danielle darcey darcie darcy darren darryl daryl david davina davinder dawn deacon dean declan delilah demi denis
denise dennis dexter diana diane dillon diya diyan dolly dominic dominik dominique dora dorothy duncan dylan ebuka
eddie eden edie edith edmund edward edwin elaine eleanor elena eli elias elijah elina elinor eliot elisa elisabeth
elise elisha eliza ella elle ellen ellena ellie elliot elliott ellis eloise elsa elsie ema emanuel emeka emilia emilie
emily emma emmanuel emmie eoin eric erica erik erika erin eron esmae esme esmee esra ester esther ethan etta euan eva
evan eve evie ewan ezinne ezra fahad faisal faith farah faris fatema fatima fatimah fay faye felix findlay finlay
finley finn fiona fleur flora florence frances francesca francis frank frankie fraser frazer freda freddie frederick
freja frey freya frida fynn gabriel gabriella gabrielle gareth garth gary gemma george georgia georgie georgina grace
gracie greta gurdeep gurleen gurpreet hadley hafsa hafsah halima halimah halle hallie hamish hamza hamzah hana hania
haniya hanna hannah hardeep haris harjit harleen harley harlow harman harper harpreet harriet harris harrison harry
harvey harvir hasan hasnain hassan hayden haydn helen helena henrietta henry holly hugh hugo hunter husain hussain
hussein iain ian ibraheem ibrahim ida ifeanyi ifeoma ila imaan iman imogen imran inaya inayah inderjit india indiana
indie ioana irfan irina iris isa isaac isabel isabella isabelle ishaan ishaana ishan isla islay ismael ismail israel
iva ivy izzy jace jack jackson jacob jaden jagdeep jaiden jake jakob jamal james jamie jana jane janet janice jasleen
jasmeet jasmin jasmine jason jasper jaspreet jasvir jaswinder jaxon jaxson jay jaya jayden jean jemma jenna jennifer
jenny jeremy jerome jess jesse jessica jessie jia joan joanna joanne jodie jody joe joel joey john jon jonah jonas
jonathan jordan jordon joseph josh joshua josie joy judah jude judith julia julian juliana julie juliet juliette june
junior justin kacey kacper kaden kai kaia kaiden kaitlin kaitlyn kane kara karan karanveer kareem karen karim karina
karl karolina kasper kate katelyn katherine kathryn katie katrina kavya kay kaya kayden kayla kaylah kayleigh keegan
keeley keenan kehinde keira keiran keith kelechi kelly kelsey kenan kenzie kerry kevin khadija khadijah khalid khalida
kian kiara kiera kieran kieron kim kimberley kiran kiranjit kirsten kirsty kofi kojo krish krishna kristen kristina
kulvinder kwabena kwaku kwame kyan kyle kylie kyra kyran lacey lacie laila lakshmi lana lance lara laura laurel lauren
laurie lawrence layla lea leah lee leia leigh leila lena lennon lennox lenny leo leola leon leona leonardo leonie
lewis lexi lexie lia liam lila lilah lilia lillia lillian lillie lilly lily lina linda lindsay lindsey liya lola lorna
lorraine lottie louie louis louisa louise luca lucas lucia lucie lucy luisa luka lukas luke luna lydia lyla lynda lynn
lynne mabel macey macie maciej mackenzie macy maddison madeleine madeline madison mae maeve maia maisie maja malcolm
mandeep manpreet manuel manveer marc marcel marcie marcin marcus margaret margo margot mari maria mariah mariam
mariana marianne marie marina marissa marium mariusz mark markus marley marlon marsha marta martha martin martina mary
maryam mason mateo mateusz mathew matilda matteo matthew matthias max maxim maxine maxwell may maya mckenzie meera
megan meghan mehak melanie melissa melody mia micah michael michaela michelle mihai mikael mikail mikey mikolaj mila
miles milla millie milo mira miriam mohamed mohammad mohammed molly morgan muhammad musa mustafa mya myla myles nabil
nabila nadeem nadia nadine naomi natalia natalie natasha nathan nathaniel navdeep navjot navraj neil nevaeh ngozi nia
niall niamh nicholas nicola nicole nigel nikhil nikita nikki nila nina nisha nneka noah noel noor nora norah nur
obinna olive oliver olivia oliwia olly oluwadamilola oluwaseun oluwaseyi oluwatobi oluwatobiloba oluwatomi oluwatosin
omar oscar osman otis otto owen paige paramjit patricia patrick paul paula pauline pavandeep penny peter petra philip
philippa phillip phoebe pippa polly pooja poppy prabhjot pradeep preston priya priyanka quinn rachael rachel raheem
rahim rahul rajdeep rajvir rania ranveer rashid rashida ravinder raya rayaan rayan rayyan rebecca rebekah reece reese
reggie reuben rex reya reyansh rhea rhian rhianna rhys ria rian rianna richard ridhi ridley riley riya riyan roan
robert robin robyn rohan rohit roman romeo ronan ronnie rori rory rosa rosalie rosalind rose rosemary rosie rowan
ruben ruby rudi rudy rukhsana rupert russell ruth ryan rylee ryley saad saanvi sacha sadie safa safiya salim sally
salma salman sam samantha samir samira samuel sandeep sanjana sanjay sara sarah sasha saskia satnam sayed scarlet
scarlett sean sebastian selena selina serena shabana shahid shahida shane shannon sharon shaun shauna siddhi sidney
sienna sierra silas simon simone simran simranjit siya siyan sofia sonia sonya sophia sophie spencer stefan stefanie
stella stephan stephanie stephen steven stewart stuart sukhdeep sukhjit sukhpreet sukhvinder sumaya sumayyah summer
susan susanna suzanne sydney szymon tabitha tahlia taiwo talia tallulah tamara tamsin tania tanveer tanvi tanya tara
tariq taylor teagan teddy temiloluwa temitope terence teresa thalia thea theo theodore theresa thomas tia tiana tim
timothy tina toby tom tommy tony tracey tracy tristan tunde tyla tyler tyson uche uchenna umair umar usman uzair
valentina vanessa varinder vera verity victor victoria vihaan viktor viktoria vincent viola violet viraj vivian
vivienne walter warren wayne wendy wilfred will william willow winter wojciech xander yahya yara yaseen yasin yasmin
yasmine yetunde younis yousef youssef yousuf yunus yusuf zac zach zachary zack zahra zaid zain zainab zakaria zakariya
zander zane zara zarah zayd zayden zayn zaynab zayyan zeke zoe zoey zofia zuri zuzanna
"""

_SPELLINGS: Final = """
abdullah abdallah abdulla
ahmed ahmad
aisha aysha ayesha aicha
amina aminah ameena
faisal faysal
fatima fatimah fatma fatema
hafsa hafsah
halima halimah
hassan hasan
hussain hussein husain
ibrahim ibraheem ebrahim
ismail ismael
khadija khadijah
khalid khaled
layla laila leila
lukas lukasz
maryam mariam mariyam marium
mustafa mostafa
nasreen nasrin
noor nour nur
omar umar omer
rashid rasheed
rukhsana ruksana
shahid shaheed
sophia sofia zofia
tanveer tanvir
tariq tarek
usman osman uthman
yasmin yasmeen yasmine
yusuf yousef youssef yousuf
zainab zaynab zeinab
"""
"""What is one name in another alphabet or language, and is written now this way and now that: no parents give both.
Not among the nicknames, whose full forms make keys that are stored."""

_ALIKE: Final = 0.8
_OWN: Final = frozenset(_GIVEN.split()) | frozenset(ROOTS)
_ONE_NAME: Final = {form: line.split()[0] for line in _SPELLINGS.split("\n") for form in line.split()}


def _root(name: str) -> str:
    return _ONE_NAME.get(name) or ROOTS.get(name, name)


def is_one(word: str) -> bool:
    return word in _OWN


def near(word: str) -> list[str]:
    """The names that this may be misspelt for: with one letter more, less or another, or two exchanged."""
    return [name for name, *_ in extract(word, _OWN, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=None)]


@lru_cache(maxsize=65_536)
def are_two(one: str, other: str) -> bool:
    """Whether these are names of two children, rather than one name and a form or an error of it."""
    first, *more = one.split(" ")
    second, *others = other.split(" ")
    root = _root(first)
    if root != _root(second):
        return first in _OWN and second in _OWN
    if root not in (first, second) and first[0] != second[0]:
        return True  # Molly and Polly are both forms of Mary, but nobody is called now the one and now the other.
    # Muhammad Hassan is no Mohammed Hussain, nor Mary Kate a Mary Ann; but Muhammad, or Muhammad H, may be either.
    return bool(more and others) and not any(starmap(_may_be_one, product(more, others)))


def _may_be_one(one: str, other: str) -> bool:
    """Whether two further names may be one: written the same, shortened, or misspelt and no names of their own."""
    if one.startswith(other) or other.startswith(one):
        return True
    return JaroWinkler.similarity(one, other) >= _ALIKE and not are_two(one, other)
