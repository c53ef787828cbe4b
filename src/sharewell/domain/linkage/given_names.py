"""Forenames that children are given in their own right: where two such differ, neither is an error of writing.

Parents give twins alike names, as Jayden and Kayden, or Molly and Polly, and weights alone take such twins for one
child. The list is ours, of names used in the United Kingdom that others resemble; a name that is not on it may always be
a misspelling, so that it costs no link.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from sharewell.domain.linkage.nicknames import ROOTS

_GIVEN: Final = """
aadam adam adan aidan aiden ayden ayan ayaan jaden jaiden jayden kaden kaiden kayden hayden haydn brayden zayden
aaliyah aliyah aliya alia alayah alaya aleah alina alena elena elina helena helen ellen ellena elaine
aaron aron arron eron erin aarav aarush arush ayush aryan arian ariana arianna adriana adrianna aria arya ariya
abbas abdul abdullah abdulrahman abu ada adah ava eva eve evie ivy iva ida isla ila isa islay lyla lila leila layla laila
lilah delilah dalila lola leola leah lea lia liya leia mia maya mya mila milla myla maia maja
alan allan allen alana alanna lana lara laura lauren lorraine laurel lorna
alec alex alexa alexander alexandra alexia alexis alessia alessandro alexandria
alice alicia alisha alesha aleesha alyssa alissa elisa elisha elise eloise louise louisa luisa elisabeth
amar amara amaya amelia amelie emilia emily emilie emma ema emmie amie amy aimee amina aminah amna amira amirah ameera
amelia amal anaya anayah inaya inayah anya ania anika annika anita ana anna annie ann anne annabel annabelle anabelle
arabella isabella isabelle isabel bella belle ella ellie elle ellis elsie elsa eliza elliot elliott eliot
andre andrea andreas andrei andrew anton antonia antonio archer archie arlo arthur artur asad asha aisha ayesha aysha
asher ashley ashleigh ashlyn ashton aston austin aubrey audrey autumn ayla isla ayra aira kyra keira kiera ciara kiara
bailey barney bea beatrice beatrix ben benedict bethan bethany beth billie billy blake bobbie bobby brandon brendan
brooke brooklyn bryan brian byron bryn caitlin kaitlin kaitlyn katelyn callum calum malcolm cameron camron carla carly
carys cerys caris carl karl cara kara clara ciaran kieran keiran kieron caiden cain kane cayden charlie charley charlotte
charles carlos carlo carol carole caroline carolyn casey kacey lacey lacie macy macey macie maisie daisy mason jason
carson chloe cleo clare claire chelsea christian christina christine christopher kristina cian keenan keegan kian kyan
ryan rian rhian rhianna rianna briana brianna breanna connor conor conner cormac corey cory rory rori curtis damian
damien damon daniel daniella danielle daniela nathaniel darcy darcey darcie marcie darren darryl daryl david davina dawn
dean deacon declan demi denis dennis denise dexter diana diane dylan dillon declan dominic dominik dominique duncan
dora dorothy eden ethan evan ewan euan owen eoin ian iain edith edie eddie teddy edward edwin edmund eleanor elinor
eli elias elijah ellie emmanuel emanuel manuel eric erik erica erika esme esmae esmee esther ester ezra esra etta
fatima fatimah fatema faith fay faye freya frey freja felix finn fynn finlay finley findlay fiona flora florence fleur
frances francis francesca frank frankie fraser frazer freddie frederick freda frida gabriel gabriella gabrielle
gareth garth gary george georgia georgie georgina gemma jemma emma grace gracie greta hadley harley harlow hallie halle
hana hanna hannah hamza hamzah hamish haris harris harrison harry harriet henry henrietta harvey harper hasan hassan
hasnain husain hussain hussein hugo hugh hunter ibrahim imran irfan imaan iman imogen india indie indiana iris irina isaac
ishaan ishan ismail ismael israel izzy jace jack jackson jaxon jaxson jake jacob jakob jamal jamie james jane jana janet
janice jasmin jasmine yasmin yasmine jasper jay jaya jean jenna jenny jennifer jeremy jerome jesse jessie jess jessica
joan joanna joanne joe joel joey jody jodie john jon jonah jonas jonathan jordan jordon josh joshua josie joseph joy
jude judah judith julia julian juliana julie juliet juliette june junior justin kai kay kaya kaia kacper kasper
karen karim kareem karina karolina kate katie katherine kathryn katrina kayla kaylah kayleigh kyle kylie keeley kelly
kelsey keith kenan kenzie mackenzie mckenzie kerry kevin khadija khadijah kim kimberley kirsten kristen kirsty kyran
lance lacey laurie lawrence lee leigh lena lina luna lennon lennox lenny leo leon leona leonardo leonie lewis louis louie
lexi lexie liam lilia lillia lillian lillie lilly lily lola lottie lucas lukas luca luka luke lucia lucie lucy lydia
lynn lynne lynda linda lindsay lindsey maddison madison madeleine madeline maeve mabel maryam mariam miriam marium
maria mariah mariana marianne marie mary mari martha marta martin martina mark marc marcus markus marcel marley marlon
margot margo margaret marina marissa marsha matilda matthew mathew matteo matthias mateo max maxim maxine maxwell may mae
megan meghan mohammad mohammed muhammad mohamed mustafa melanie melissa melody michael michaela michelle micah mikael
mikail mikey miles myles milo millie molly polly holly dolly morgan musa nadia nadine naomi natalia natalie natasha
nathan nevaeh niamh nia nina nicholas nicola nicole nikita nikki noah noel noor nora norah nur niall neil nigel nila
oliver olive olivia oliwia olly oscar osman usman omar umar otis otto paige patrick patricia paul paula pauline penny
peter petra philip phillip philippa phoebe pippa poppy preston quinn rachel rachael raheem rahim rahul rania raya reya
rhea rhys reece reese rebecca rebekah reggie reuben ruben rex ria richard riley rylee ryley ridley robert robin robyn
rohan roman romeo ronan ronnie rosa rose rosie rosemary rosalie rosalind rowan roan ruby rudi rudy rupert russell ruth
sadie sally sam samir samira samuel samantha sara sarah sasha sacha saskia scarlet scarlett sean shaun shane shauna
shannon sharon sebastian selena selina celina celine serena simon simone sienna sierra silas sofia sophia sophie sonia
sonya spencer stefan stephan stephen steven stefanie stephanie stella stuart stewart summer susan susanna suzanne
sumaya sumayyah sydney sidney tabitha talia thalia tahlia tallulah tamara tamsin tara tania tanya tariq taylor teagan
terence theo thea theodore theresa teresa thomas tia tiana tina timothy toby tommy tom tim tony tracey tracy tristan
tyler tyla tyson umair uzair valentina vanessa vera verity victor victoria viktor viktoria violet viola vincent vivian
vivienne walter warren wayne wendy wilfred will william willow winter xander zander yahya yara yasin yaseen yousef youssef
yusuf yousuf yunus younis zac zach zachary zack zahra zara zarah zainab zaynab zain zayn zane zaid zayd zeke zoe zoey zuri
"""

_OWN: Final = frozenset(_GIVEN.split()) | frozenset(ROOTS)


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
