from __future__ import annotations

import pytest

from gk_pipeline.agencies.gazetteer import gazetteer
from gk_pipeline.agencies.resolution import Resolution
from gk_pipeline.agencies.resolver import resolve


def codes(found: Resolution) -> list[str]:
    return [gazetteer().get(key).code for key in found.candidates]


@pytest.mark.parametrize(
    ("name", "code", "level", "agency_type", "department"),
    [
        ("江苏省徐州市铜山区水务局", "320312", "county", "department", "water"),
        ("上海市浦东新区人民政府", "310115", "county", "government", None),
        ("海南藏族自治州人民政府", "632500", "prefecture", "government", None),
        ("乌海市海南区人民政府", "150303", "county", "government", None),
        ("博州人民政府", "652700", "prefecture", "government", None),
        ("长阳县人民政府", "420528", "county", "government", None),
        ("内蒙古自治区阿拉善盟阿左旗", "152921", "county", "government", None),
        ("西平县人民政府柏亭街道办事处", "411721002", "township", "street_office", None),
        ("深圳市南山区粤海街道办", "440305007", "township", "street_office", None),
        ("东莞市虎门镇人民政府", "441900121", "township", "government", None),
        ("桃源县陬市镇财政所", "430725101", "township", "department", "finance"),
        ("长春市二道区政府办", "220105", "county", "office", "office"),
        ("桃源县教育局政务公开办公室", "430725", "county", "department", "education"),
        ("桃源县人民法院", "430725", "county", "judicial", "judicial"),
        ("中共常德市纪律检查委员会", "430700", "prefecture", "party", "party"),
        ("共青团桃源县委员会", "430725", "county", "party", "mass_organisation"),
        ("桃源县第一中学", "430725", "county", "public_institution", "education"),
        ("四川省人民政府国有资产监督管理委员会", "510000", "province", "department", "sasac"),
    ],
)
def test_place_and_body(name: str, code: str, level: str, agency_type: str, department: str | None) -> None:
    found = resolve(name)
    assert (found.division_code, found.level) == (code, level)
    assert (found.agency_type, found.department) == (agency_type, department)
    assert found.division_key is not None
    assert gazetteer().get(found.division_key).code == code
    assert (found.name, found.candidates, found.confidence) == (name, (), "high")


@pytest.mark.parametrize(
    ("name", "code", "agency_type", "department"),
    [
        ("国家税务总局深圳市龙华区税务局", "440309", "vertical", "tax"),
        ("西平县地方税务局", "411721", "vertical", "tax"),
        ("国家统计局昌平调查队", "110114", "vertical", "statistics"),
        ("中国证券监督管理委员会湖南监管局", "430000", "vertical", "financial_regulation"),
        ("国家外汇管理局福建省分局", "350000", "vertical", "financial_regulation"),
        ("长沙海关", "430100", "vertical", "customs"),
        ("中华人民共和国拱北海关", "000000", "vertical", "customs"),
    ],
)
def test_bodies_of_the_central_government_with_a_place(name: str, code: str, agency_type: str, department: str) -> None:
    found = resolve(name)
    assert (found.division_code, found.agency_type, found.department) == (code, agency_type, department)


@pytest.mark.parametrize(
    ("name", "department"),
    [("国务院办公厅", "office"), ("财政部", "finance"), ("中华人民共和国教育部", "education"), ("国家税务总局", "tax")],
)
def test_bodies_of_the_central_government(name: str, department: str) -> None:
    found = resolve(name)
    assert (found.division_code, found.level, found.agency_type) == ("000000", "national", "national")
    assert found.department == department


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("长春市生态环境局二道分局", "220105"),
        ("武汉市公安局江汉区分局", "420103"),
        ("深圳市市场监督管理局南山监管局", "440305"),
        ("延边州生态环境局敦化市分局", "222403"),
    ],
)
def test_a_branch_belongs_to_the_place_it_serves(name: str, code: str) -> None:
    found = resolve(name)
    assert (found.division_code, found.level, found.agency_type) == (code, "county", "department")


def test_a_branch_named_after_its_work_stays_with_its_bureau() -> None:
    assert resolve("长春市公安局交警支队").division_code == "220100"
    without_place = resolve("长春市公安局直属分局")
    assert (without_place.division_code, without_place.confidence) == ("220100", "low")


@pytest.mark.parametrize(
    ("name", "code", "level", "zone"),
    [
        ("宿迁高新区管委会", "321300", "prefecture", None),
        ("桃源县漳江工业园区管委会", "430725", "county", None),
        ("广州开发区管理委员会", "440100", "prefecture", None),
        ("苏州工业园区管理委员会", "320500", "prefecture", "苏州工业园区"),
        ("南京徐庄高新技术产业开发区管理委员会", "320102", "county", "徐庄高新技术产业开发区"),
        ("安庆市高新技术产业开发区管委会", "340800", "prefecture", None),
        ("洋浦经济开发区管理委员会", "460000", "province", "洋浦经济开发区"),
        ("河北雄安新区管理委员会", "130000", "province", "河北雄安新区"),
        ("中国（上海）自由贸易试验区管理委员会", "310000", "province", None),
        ("西安高新技术产业开发区管委会", "610100", "prefecture", None),
    ],
)
def test_a_zone_belongs_to_the_division_that_runs_it(name: str, code: str, level: str, zone: str | None) -> None:
    found = resolve(name)
    assert (found.division_code, found.level, found.agency_type) == (code, level, "zone")
    assert (gazetteer().get(found.zone_key).name if found.zone_key else None) == zone


def test_a_zone_that_coincides_with_a_county_names_it_as_its_seat() -> None:
    found = resolve("平潭综合实验区管委会")
    assert (found.division_code, found.level, found.seat_code) == ("350000", "province", "350128")
    county = resolve("平潭县人民政府")
    assert (county.division_code, county.seat_code) == ("350128", None)


@pytest.mark.parametrize(
    ("name", "territory", "place_level"),
    [
        ("平潭综合实验区管委会", "350128", "zone"),
        ("平潭综合实验区财政局", "350128", "zone"),
        ("宿迁高新区管委会", "321300", "zone"),
        ("西平县柏城街道办事处", "411721001", "street"),
        ("西平县柏城街道党政综合办公室", "411721001", "street"),
        ("桃源县无名街道办事处", "430725", "street"),
        ("桃源县陬市镇人民政府", "430725101", "township"),
        ("桃源县人民政府", "430725", "county"),
        ("新疆生产建设兵团", "650000", "province"),
        ("新疆生产建设兵团财政局", "650000", "province"),
        ("国务院办公厅", "000000", "national"),
    ],
)
def test_the_place_of_a_report(name: str, territory: str, place_level: str) -> None:
    found = resolve(name)
    assert (found.territory_code, found.place_level) == (territory, place_level)


def test_the_corps_ranks_above_the_places_it_sits_in() -> None:
    corps = resolve("新疆生产建设兵团")
    assert (corps.division_code, corps.level, corps.agency_type) == ("650000", "province", "xpcc")
    division = resolve("新疆生产建设兵团第八师石河子市人民政府")
    assert (division.division_code, division.level) == ("659001", "prefecture")
    assert resolve("新疆生产建设兵团财政局").department == "finance"


@pytest.mark.parametrize(
    ("name", "county", "unlisted"),
    [("固始县城关镇", "411525", "城关镇"), ("桃源县无名山镇人民政府", "430725", "无名山镇")],
)
def test_a_town_that_no_list_has_gets_its_county(name: str, county: str, unlisted: str) -> None:
    found = resolve(name)
    assert (found.division_code, found.level, found.unlisted) == (county, "township", unlisted)
    assert found.confidence == "medium"


def test_a_street_office_that_is_not_named_is_not_its_county() -> None:
    found = resolve("桃源县街道办事处")
    assert (found.division_code, found.agency_type, codes(found)) == (None, "street_office", ["430725"])


@pytest.mark.parametrize("name", ["桃源县林业局", "阿荣旗林业局", "扎兰屯市林业局"])
def test_a_bureau_that_the_lists_count_as_a_place_is_a_bureau(name: str) -> None:
    found = resolve(name)
    assert (found.level, found.agency_type, found.department) == ("county", "department", "forestry")


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("长春市无名区人民政府", ["220100"]),
        ("桃源县无名区人民政府", ["430725"]),
        ("长春市无名镇人民政府", ["220100"]),
        ("天门县岳口镇人民政府", []),
    ],
)
def test_a_place_that_no_list_has_is_not_given_to_what_is_not_right_above(name: str, above: list[str]) -> None:
    found = resolve(name)
    assert (found.division_code, codes(found)) == (None, above)
    assert not found.is_resolved


def test_an_office_of_the_lists_that_is_no_street_is_its_own_place() -> None:
    found = resolve("孝感市孝南区朱湖办事处")
    assert (found.division_code, found.level, found.agency_type) == ("420902450", "township", "street_office")


@pytest.mark.parametrize(
    ("name", "code"),
    [("襄樊市人民政府", "420600"), ("静海县大邱庄镇人民政府", "120118108"), ("崇礼县人民政府", "130733")],
)
def test_former_names_count(name: str, code: str) -> None:
    assert resolve(name).division_code == code


def test_one_name_for_two_bodies_is_told_by_the_year() -> None:
    """Chaohu was a city with counties until 2011, and is a county-level city since."""
    assert resolve("安徽省巢湖市人民政府", year=2009).division_code == "341400"
    assert resolve("安徽省巢湖市人民政府", year=2015).division_code == "340181"
    now = resolve("安徽省巢湖市人民政府")
    assert (now.division_code, now.method, now.confidence) == ("340181", "current", "medium")


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("朝阳区人民政府", ["110105", "220104"]),
        ("和平区人民政府", ["120101", "210102"]),
        ("河东区教育局", ["120102", "371312"]),
    ],
)
def test_a_name_of_several_places_abstains_with_all_of_them(name: str, candidates: list[str]) -> None:
    found = resolve(name)
    assert (found.division_code, found.division_key, found.level) == (None, None, "county")
    assert codes(found) == candidates


def test_a_province_settles_or_contradicts() -> None:
    settled = resolve("朝阳区人民政府", province="吉林省")
    assert (settled.division_code, settled.method, settled.confidence) == ("220104", "province", "medium")
    assert resolve("朝阳区人民政府", province="吉林").division_code == "220104"
    assert codes(resolve("鼓楼区人民政府", province="320000")) == ["320106", "320302"]
    contradicted = resolve("长沙县人民政府", province="吉林省")
    assert (contradicted.division_code, codes(contradicted)) == (None, ["430121"])
    assert resolve("财政部", province="湖南省").division_code == "000000"


def test_an_unknown_province_is_an_error() -> None:
    with pytest.raises(ValueError, match="华东"):
        resolve("朝阳区人民政府", province="华东")


def test_votes_settle_only_with_a_clear_majority() -> None:
    assert resolve("朝阳区人民政府", votes=["长春市人民政府"]).division_code == "220104"
    assert resolve("朝阳区人民政府", votes=["长春市", "北京市"]).division_code is None
    assert resolve("朝阳区人民政府", votes=["常德市"]).division_code is None
    assert resolve("城关镇人民政府", votes=["宁陕县人民政府门户网站"]).division_code == "610923100"


def test_a_name_that_says_county_needs_a_vote() -> None:
    unknown = resolve("县人民政府办公室")
    assert (unknown.division_code, unknown.level, unknown.agency_type) == (None, "county", "office")
    told = resolve("县人民政府办公室", votes=["桃源县陬市镇"])
    assert (told.division_code, told.method, told.confidence) == ("430725", "votes", "low")


@pytest.mark.parametrize(
    "name",
    [
        *("公安局", "资源局", "财政局", "人民政府", "政府办公室", "高新区管委会", "高新技术产业开发区管理委员会"),
        *("林业局", "街道办事处", "社区服务中心", "农场", "新区管委会", "桃源"),
        *("长沙理工大学", "中国石油大学", "", "某某", "2017年", "桥西区人民政府", "城关镇人民政府", "实验小学"),
    ],
)
def test_no_place_is_guessed(name: str) -> None:
    assert resolve(name).division_code is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("公安县公安局", "421022"),
        ("长春市市场监督管理局", "220100"),
        ("上海庙镇人民政府", "150623101"),
        ("吉林市教育局", "220200"),
        ("吉林省教育厅", "220000"),
        ("长沙海关", "430100"),
    ],
)
def test_names_that_hold_other_names(name: str, code: str) -> None:
    assert resolve(name).division_code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("長春市二道區人民政府", "220105"),
        ("长春市 二道区\u3000人民政府", "220105"),
        ("桃源县陬市镇2017年政府信息公开工作年度报告", "430725101"),
        ("乾县人民政府", "610424"),
        ("毫州市人民政府", "341600"),
        ("沐阳县人民政府", "321322"),
    ],
)
def test_other_spellings(name: str, code: str) -> None:
    assert resolve(name).division_code == code


def test_a_place_does_not_cut_a_word() -> None:
    found = resolve("长春市场监督管理局")
    assert (found.division_code, found.department) == ("220100", "market_regulation")


def test_a_misprint_is_marked() -> None:
    assert resolve("沐阳县人民政府").confidence == "low"
    assert resolve("沭阳县人民政府").confidence == "high"


def test_a_town_without_its_county_is_not_beyond_doubt() -> None:
    assert resolve("陬市镇人民政府").confidence == "medium"
    assert resolve("桃源县陬市镇人民政府").confidence == "high"


def test_the_printed_name_of_a_department_is_kept() -> None:
    found = resolve("文山州文山市教育体育局")
    assert (found.department_name, found.departments) == ("教育体育局", ("education", "sports"))
    assert resolve("文山州人民政府").department_name is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("中国人民银行宿迁市分行", "321300"),
        ("三亚崖州湾科技城管理局", "460200"),
        ("天府新区成都直管区管委会", "510100"),
    ],
)
def test_names_whose_place_ends_early(name: str, code: str) -> None:
    assert resolve(name).division_code == code
