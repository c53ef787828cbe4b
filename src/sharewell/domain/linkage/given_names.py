"""Forenames that children are given in their own right: where two such differ, neither is an error of writing.

Parents give twins alike names, as Jayden and Kayden, or Molly and Polly, and weights alone take such twins for one
child. The list is ours, of names used in the United Kingdom that others resemble. A name that is not on it
may always be a misspelling.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sharewell.domain.linkage.nicknames import ROOTS

_GIVEN: Final = """
aadam aaliyah aarav aaron aarush abbas abdul abdullah abdulrahman abu ada adah adam adan adriana adrianna aidan aiden
aimee aira aisha alan alana alanna alaya alayah aleah alec aleesha alena alesha alessandro alessia alex alexa
alexander alexandra alexandria alexia alexis alia alice alicia alina alisha alissa aliya aliyah allan allen alyssa
amal amar amara amaya ameera amelia amelie amie amina aminah amira amirah amna amy ana anabelle anaya anayah andre
andrea andreas andrei andrew ania anika anita ann anna annabel annabelle anne annie annika anton antonia antonio anya
arabella archer archie aria arian ariana arianna ariya arlo aron arron arthur artur arush arya aryan asad asha asher
ashleigh ashley ashlyn ashton aston aubrey audrey austin autumn ava ayaan ayan ayden ayesha ayla ayra aysha ayush
bailey barney bea beatrice beatrix bella belle ben benedict beth bethan bethany billie billy blake bobbie bobby
brandon brayden breanna brendan brian briana brianna brooke brooklyn bryan bryn byron caiden cain caitlin callum calum
cameron camron cara caris carl carla carlo carlos carly carol carole caroline carolyn carson carys casey cayden celina
celine cerys charles charley charlie charlotte chelsea chloe christian christina christine christopher cian ciara
ciaran claire clara clare cleo conner connor conor corey cormac cory curtis daisy dalila damian damien damon daniel
daniela daniella danielle darcey darcie darcy darren darryl daryl david davina dawn deacon dean declan delilah demi
denis denise dennis dexter diana diane dillon dolly dominic dominik dominique dora dorothy duncan dylan eddie eden
edie edith edmund edward edwin elaine eleanor elena eli elias elijah elina elinor eliot elisa elisabeth elise elisha
eliza ella elle ellen ellena ellie elliot elliott ellis eloise elsa elsie ema emanuel emilia emilie emily emma
emmanuel emmie eoin eric erica erik erika erin eron esmae esme esmee esra ester esther ethan etta euan eva evan eve
evie ewan ezra faith fatema fatima fatimah fay faye felix findlay finlay finley finn fiona fleur flora florence
frances francesca francis frank frankie fraser frazer freda freddie frederick freja frey freya frida fynn gabriel
gabriella gabrielle gareth garth gary gemma george georgia georgie georgina grace gracie greta hadley halle hallie
hamish hamza hamzah hana hanna hannah haris harley harlow harper harriet harris harrison harry harvey hasan hasnain
hassan hayden haydn helen helena henrietta henry holly hugh hugo hunter husain hussain hussein iain ian ibrahim ida
ila imaan iman imogen imran inaya inayah india indiana indie irfan irina iris isa isaac isabel isabella isabelle
ishaan ishan isla islay ismael ismail israel iva ivy izzy jace jack jackson jacob jaden jaiden jake jakob jamal james
jamie jana jane janet janice jasmin jasmine jason jasper jaxon jaxson jay jaya jayden jean jemma jenna jennifer jenny
jeremy jerome jess jesse jessica jessie joan joanna joanne jodie jody joe joel joey john jon jonah jonas jonathan
jordan jordon joseph josh joshua josie joy judah jude judith julia julian juliana julie juliet juliette june junior
justin kacey kacper kaden kai kaia kaiden kaitlin kaitlyn kane kara kareem karen karim karina karl karolina kasper
kate katelyn katherine kathryn katie katrina kay kaya kayden kayla kaylah kayleigh keegan keeley keenan keira keiran
keith kelly kelsey kenan kenzie kerry kevin khadija khadijah kian kiara kiera kieran kieron kim kimberley kirsten
kirsty kristen kristina kyan kyle kylie kyra kyran lacey lacie laila lana lance lara laura laurel lauren laurie
lawrence layla lea leah lee leia leigh leila lena lennon lennox lenny leo leola leon leona leonardo leonie lewis lexi
lexie lia liam lila lilah lilia lillia lillian lillie lilly lily lina linda lindsay lindsey liya lola lorna lorraine
lottie louie louis louisa louise luca lucas lucia lucie lucy luisa luka lukas luke luna lydia lyla lynda lynn lynne
mabel macey macie mackenzie macy maddison madeleine madeline madison mae maeve maia maisie maja malcolm manuel marc
marcel marcie marcus margaret margo margot mari maria mariah mariam mariana marianne marie marina marissa marium mark
markus marley marlon marsha marta martha martin martina mary maryam mason mateo mathew matilda matteo matthew matthias
max maxim maxine maxwell may maya mckenzie megan meghan melanie melissa melody mia micah michael michaela michelle
mikael mikail mikey mila miles milla millie milo miriam mohamed mohammad mohammed molly morgan muhammad musa mustafa
mya myla myles nadia nadine naomi natalia natalie natasha nathan nathaniel neil nevaeh nia niall niamh nicholas nicola
nicole nigel nikita nikki nila nina noah noel noor nora norah nur olive oliver olivia oliwia olly omar oscar osman
otis otto owen paige patricia patrick paul paula pauline penny peter petra philip philippa phillip phoebe pippa polly
poppy preston quinn rachael rachel raheem rahim rahul rania raya rebecca rebekah reece reese reggie reuben rex reya
rhea rhian rhianna rhys ria rian rianna richard ridley riley roan robert robin robyn rohan roman romeo ronan ronnie
rori rory rosa rosalie rosalind rose rosemary rosie rowan ruben ruby rudi rudy rupert russell ruth ryan rylee ryley
sacha sadie sally sam samantha samir samira samuel sara sarah sasha saskia scarlet scarlett sean sebastian selena
selina serena shane shannon sharon shaun shauna sidney sienna sierra silas simon simone sofia sonia sonya sophia
sophie spencer stefan stefanie stella stephan stephanie stephen steven stewart stuart sumaya sumayyah summer susan
susanna suzanne sydney tabitha tahlia talia tallulah tamara tamsin tania tanya tara tariq taylor teagan teddy terence
teresa thalia thea theo theodore theresa thomas tia tiana tim timothy tina toby tom tommy tony tracey tracy tristan
tyla tyler tyson umair umar usman uzair valentina vanessa vera verity victor victoria viktor viktoria vincent viola
violet vivian vivienne walter warren wayne wendy wilfred will william willow winter xander yahya yara yaseen yasin
yasmin yasmine younis yousef youssef yousuf yunus yusuf zac zach zachary zack zahra zaid zain zainab zander zane zara
zarah zayd zayden zayn zaynab zeke zoe zoey zuri
"""

_OWN: Final = frozenset(_GIVEN.split()) | frozenset(ROOTS)


def is_one(word: str) -> bool:
    return word in _OWN


@lru_cache(maxsize=65_536)
def are_two(one: str, other: str) -> bool:
    """Whether these are names of two children, rather than one name and a form or an error of it."""
    first, second = one.split(" ")[0], other.split(" ")[0]
    if first == second:
        return False
    if (root := ROOTS.get(first, first)) == ROOTS.get(second, second):
        # Molly and Polly are both forms of Mary, but nobody is called now the one and now the other.
        return root not in (first, second) and first[0] != second[0]
    return first in _OWN and second in _OWN
