"""Short and familiar forms of forenames, each line led by the name that stands for all of them.

The list is ours, of names used in the United Kingdom. A short form that serves two names (Alex, Chris, Sam) is the root
of neither: it stands on a line of its own, and both full names lead to it by likeness of spelling alone.
"""

from __future__ import annotations

from typing import Final

_FAMILIES = """
abigail abi abbie abby gail
albert bert bertie
alfred alf alfie
alice ali
amanda mandy
andrew andy drew
angela angie
ann anne anna annie nan nancy
anthony tony antony
archibald archie
arthur art
barbara barb babs
benjamin ben benny benji
bernard bernie
bridget biddy bridie
cameron cam
caroline carrie
catherine kate katie kath kathy cathy cat katherine kathryn katharine kitty kit
cecilia cissie
charles charlie chas chuck charley
charlotte lottie
christina tina christine chrissie
christopher kris
clifford cliff
constance connie
cornelius con neil
cynthia cindy
daniel dan danny
david dave davy davey
deborah debbie debra deb
dennis denny
donald don donnie
dorothy dot dotty dolly
douglas doug
edmund ned
edward ed eddie ted teddy
edwin ned
eleanor ellie nell nellie nora
elizabeth liz lizzie beth betty bess bessie eliza elsie libby lilibet betsy lizzy
emily em
ernest ernie
eugene gene
evelyn evie
ferdinand ferdie
florence flo florrie flossie
frances fran fanny francesca
francis frank frankie
frederick fred freddie freddy frederic
gabriel gabe
gareth gaz
geoffrey geoff jeffrey jeff
george georgie
gerald gerry
gertrude gertie trudy
gilbert gil
gregory greg
gwendolyn gwen
hannah nan
harold hal
harriet hattie
helen nell ellen
henry harry hank
herbert herb
horace horry
hugh hughie
isaac ike
isabella bella izzy isabel isobel issy
jacob jake
jacqueline jackie
james jim jimmy jamie jem
janet jan
jennifer jen jenny jennie
jeremiah jerry
jeremy jez
jessica jess jessie
joan joanie
joanna jo joanne
john johnny jack jon
jonathan jonny
joseph joe joey
josephine josie
joshua josh
judith judy
julia jules
kenneth ken kenny
kimberley kim kimberly
lawrence larry laurence laurie
leonard len lenny
leslie les
lewis lew louis lou
lillian lily lilian
louisa lou louise
lucinda lucy cindy
madeleine maddie maddy
margaret maggie meg peggy peg madge greta marge margery daisy maisie
maria mary marie molly polly mamie
martha mattie patty
martin marty
matilda tilly mattie
matthew matt
maurice mo
maximilian max
michael mick mike micky mickey
mildred millie
mohammed muhammad mohamed mohammad mo muhammed
montague monty
nathaniel nat nathan
nicholas nick nicky nico nicolas
nicola nikki
oliver ollie
oscar ozzy
pamela pam
patricia tricia trish
patrick paddy
penelope penny
peter pete
philip phil phillip pip
philippa pippa
priscilla cilla
rachel rae
raymond ray
rebecca becky becca
reginald reg reggie
richard dick rick ricky dickie rich richie
robert bob bobby rob robbie bert
roderick rod
roger rodge
roland roly
ronald ron ronnie
rosemary rosie
rosalind ros
rupert rupe
russell russ
samuel sammy
sarah sally sara sadie
sebastian seb
sheila shelagh
sidney sid
silvester sly
solomon sol
sophia sophie sofia
stanley stan
stephanie steph
steven steve stephen stevie
stuart stu stewart
susan sue susie suzanne suzie susannah
sylvia sylvie
teresa terry tess theresa terri tessa
terence terry
thaddeus tad
theodore theo
theophilus theo
thomas tom tommy
timothy tim timmy
tobias toby
valentine val
valerie val
veronica ronnie
victor vic
victoria vicky vicki tori
vincent vince vinnie
vivian viv
walter walt wally wat
wilfred wilf
wilhelmina mina minnie
william will bill billy willie liam willy
winifred winnie
winston win
zachary zach zac zak
"""

ROOTS: Final[dict[str, str]] = {}
"""The name that stands for a short form and for itself: {"kate": "catherine", "catherine": "catherine"}."""

for _family in _FAMILIES.split("\n"):
    for _form in (_names := _family.split()):
        # A form on two lines goes with the first: one root each, so that equal roots are a plain comparison.
        ROOTS.setdefault(_form, _names[0])

FORMS: Final[dict[str, list[str]]] = {}
"""The forms that each root stands for, itself among them."""

for _form, _root in ROOTS.items():
    FORMS.setdefault(_root, []).append(_form)


def root(name: str) -> str:
    """The name that stands for all forms of this one; a name of no known family stands for itself."""
    return ROOTS.get(name, name)
