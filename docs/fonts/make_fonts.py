"""Make the bundled fonts: Noto Sans CJK SC cut down to what this dashboard can show, and its pictograms.

Needs Debian's fonts-noto-cjk and the requirements-dev packages; run it with `make fonts`. The pictograms are
Noto Emoji, one colour, from the npm package @fontsource/noto-emoji: `make fonts EMOJI=FILE.woff2` names its
file noto-emoji-emoji-500-normal.woff2; without it they stay as they are.
The characters: GB2312 (from Python's codec), the symbol blocks below, name characters outside
GB2312, and every character that the project's own texts and data use.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = ROOT / "dashboard" / "static" / "fonts"
PICTURES = ROOT / "dashboard" / "briefings" / "fonts"
"""Where the face for pictures made on the server lies: as OTF, since what draws them reads no woff2."""
FAMILY = "NotoSC"
"""What the theme calls the font; under this name the pictures find it."""
SIMPLIFIED_CHINESE = 2
"""The face's place in Debian's .ttc: JP, KR, SC, TC, HK."""

BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin with accents
    (0x0391, 0x03C9),  # Greek, for σ and µ on control charts
    (0x2010, 0x205E),  # dashes, quotation marks, primes
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x22FF),  # letterlike, fractions, arrows, mathematics
    (0x2423, 0x2423),  # ␣
    (0x2460, 0x2473),  # ① to ⑳
    (0x25A0, 0x25EF),  # shapes
    (0x2605, 0x2606),  # ★ ☆
    (0x2713, 0x2713),  # ✓
    (0x3000, 0x301F),  # Chinese punctuation
    (0x338E, 0x33D5),  # ㎡ and other units
    (0xFE63, 0xFE63),  # ﹣
    (0xFF01, 0xFF5E),  # full width
    (0xFFE0, 0xFFE6),  # full-width currencies
)
NAME_CHARACTERS = (
    "喆玥昇堃珺翀晞珮祎旻昉垚犇赟頔骉珏璟瑄珩玹炘烨燚焱瑀瑂祐堉婧媖嫄嬅芃苡菡蓁翊彧晗暐昱曈暄曌濬湉淏滢潆灏浛洺赑禤冼"
    "亓仝尕囍镕铄锴镠锳鋆钰鑫隽霁颋颙颢飏馛骎骥骏鹇麒麟琇珣珵琎琬瑗璘璠璎瓒祜禛禩祾稼穑筠箐篪綦翙翥聿芊芮芾苒茉荃荇荻"
    "莙菁萩葳蒨蓥蔺蕤薷蘅虓袆裎觐訢诒谂谞谡豳贠赓踽軒轸轶轼遐邈邴郗郄酆醴釗钇钊钏钤钫钰铖铠铤铧锜锟镛闫闳阚陔陞隰"
    "靓靖韫韪韬颀颉颖飒馥骁骅骊骢骧魁鲲鸢鸷鹄鹍黻黼黾齐龑䶮㛃㑇㛹㵆丶亍伈伭伲佧佶侁俣俶倓倞倧偲傒傕僖儁儇兕冏凇劭勖"
    "勰匡卿厍厝厷叕吉呙咏哿喆喬囗坤坮垚埇埈埌埏埕堉堌堙堽塬墀墉壎壵夔奡奭妍妘妤姈姒姝姞姣娉娍娣婳婵媛媞媱嫣嬛嬿孛孜宓宥"
    "宬寘尧岚岑岱峣峤峥崀崚嵘嵎嵚嶷巽帔庥廙弇彤徕忞忻怡怿恂恺悫惇惠惢惪愔愫慜憙懋懿戬扆抃揆揚揩撄擘攸昃昊昕昙昳昶晁晅晊"
    "晏晔晙晟晢晧晪晳晷暎暕暘暾曜曦朏朐杲枥枨枭柃柊柘柢栎栒栩桄桓梃梓梣棨棪棫棻椐椿楙楠榕槱樾橦檑欤欻歆毓毖汧汭沄沅沆沚沨"
    "泂泠泓泖泾洄洎洢洣洮洵洹浃浔浚浠浥涂涑涪涴淇淙淼渌渊渝渟渼湄湑湜湲溁溆溟溱溥滃滟滫滹漪漷潞潼澂澄澍澹濂濛濯瀚瀛瀞瀹灏炅"
    "炆炜炟炫炳烜烝烺焓焕焘焜煊煒煜煦熇熙熠熹熺燊燏爔爽牮犀犖玎玑玓玕玘玚玠玢玦玫玭玮珂珅珈珉珑珙珞珥珧珪珰珲珽琀琅琊琚琛琤琥琦琨"
    "琪琫琭琮琯琰琲琳琴琶琼瑅瑆瑑瑔瑛瑜瑢瑧瑨瑭瑱瑶瑷瑾璁璆璇璈璐璜璞璟璩璪璬璲璺瓅瓊瓘畇畈畊畑畯疃皎皓皙皞皪盱眄睢睿瞳矞砚砺硕碶磻祁"
    "祉祊祎祏祕祗祚祝祥祯祺禄禔禧禾秀秋秾稔穆窈窕竑竣竦笙筎筱箫簃簋籁粲綝綸緁縡纁纮纾绂绎绒绗绚绡绮绯绰缇缊缙缜缣缨罡羑羕羲翃翕"
)
"""Characters met in given names and place names; GB2312 holds about half of them."""

TEXTS = ("dashboard", "pages", "data")
"""Folders whose texts the fonts must cover."""


def gb2312() -> Iterator[str]:
    """Every character of GB2312: 6,763 hanzi and 682 signs."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def in_use() -> Iterator[str]:
    """Every character of the project's texts."""
    for folder in TEXTS:
        for suffix in ("py", "po", "json", "toml", "csv"):
            for path in (ROOT / folder).rglob(f"*.{suffix}"):
                yield from path.read_text(encoding="utf-8")


def characters() -> set[int]:
    """The code points to keep; those that the source font lacks are left out silently."""
    blocks = {code for first, last in BLOCKS for code in range(first, last + 1)}
    return blocks | {ord(character) for character in (*gb2312(), *NAME_CHARACTERS, *in_use())}


def make(weight: str) -> Path:
    """Write one weight as woff2 and return its path.

    Only the features that running text needs are kept: every digit of this face is already
    0.555 em wide, so figures are tabular without `tnum`, and `locl` or `aalt` would bring in
    the Japanese and Korean shapes of each character (1.1 MB).
    """
    options = subset.Options(
        flavor="woff2", layout_features=["ccmp", "kern", "mark", "liga", "calt"], name_IDs=["*"]
    )
    options.font_number = SIMPLIFIED_CHINESE
    font = subset.load_font(str(SOURCE / f"NotoSansCJK-{weight}.ttc"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    path = TARGET / f"NotoSansSC-{weight}.woff2"
    subset.save_font(font, str(path), options)
    return path


def make_pictograms(source: Path) -> Path:
    """Write the pictograms of our texts, of those that the running text's face lacks, as woff2."""
    options = subset.Options(flavor="woff2", layout_features=[], name_IDs=["*"])
    font = subset.load_font(str(source), options)
    there = set(TTFont(TARGET / "NotoSansSC-Regular.woff2").getBestCmap())
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={ord(character) for character in in_use()} - there)
    cutter.subset(font)
    path = TARGET / "NotoEmoji.woff2"
    subset.save_font(font, str(path), options)
    return path


def make_for_pictures() -> Path:
    """Write the regular weight as OTF under the theme's name, without what pictures need not."""
    font = TTFont(TARGET / "NotoSansSC-Regular.woff2")
    font.flavor = None
    for table in ("BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"):
        del font[table]
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = FAMILY
    font["CFF "].cff.fontNames = [FAMILY]
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / "NotoSansSC-Regular.otf"
    font.save(path)
    (PICTURES / "OFL.txt").write_bytes((TARGET / "OFL.txt").read_bytes())
    return path


if __name__ == "__main__":
    for weight in ("Regular", "Bold"):
        made = make(weight)
        print(f"{made.relative_to(ROOT)}: {made.stat().st_size / 1e6:.2f} MB")
    if len(sys.argv) > 1:
        made = make_pictograms(Path(sys.argv[1]))
        print(f"{made.relative_to(ROOT)}: {made.stat().st_size / 1e3:.0f} kB")
    made = make_for_pictures()
    print(f"{made.relative_to(ROOT)}: {made.stat().st_size / 1e6:.2f} MB")
