"""Goes a reviewer's ways through the pages of a server in Chromium, and looks at every kind of page as people with other eyes do.

Arguments: address, folder for screenshots, axe.min.js or nothing. Fails where something is not as it should be; prints what was done.
"""

import base64
import json
import pathlib
import sys
import urllib.request

import rdflib
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

address = sys.argv[1].rstrip("/")
shots = pathlib.Path(sys.argv[2])
axe = pathlib.Path(sys.argv[3]).read_text(encoding="utf-8") if len(sys.argv) > 3 else None

options = webdriver.ChromeOptions()
options.binary_location = "/usr/bin/chromium"
for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900"]:
    options.add_argument(argument)
options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
wait = WebDriverWait(driver, 20)


def go(path):
    driver.get(address + path)


def one(selector):
    return wait.until(lambda _: driver.find_element(By.CSS_SELECTOR, selector))


def heading():
    return one("h1").text


def follow(element):
    """Clicks a link, and waits for the page that it leads to."""
    before = driver.find_element(By.TAG_NAME, "html")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
    element.click()
    wait.until(lambda _: driver.find_element(By.TAG_NAME, "html") != before)


def shoot(name):
    height = driver.execute_script("return Math.min(document.documentElement.scrollHeight, 6000)")
    metrics = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    picture = driver.execute_cdp_cmd(
        "Page.captureScreenshot",
        {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": metrics["width"], "height": height, "scale": 1}},
    )
    (shots / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


def question_to_claims():
    """From a question over a row's evidence to the work, and back by other claims."""
    go("/")
    follow(one("a[href$='questions/dual-site-pairs']"))
    Select(one("#set-activates")).select_by_visible_text("nitrate")
    follow(one("form.parameters button"))
    rows = driver.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert len(rows) == 2, len(rows)
    evidence = rows[0].find_element(By.CSS_SELECTOR, "details.evidence")
    assert not evidence.find_element(By.CSS_SELECTOR, "ul.tree").is_displayed()
    evidence.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    wait.until(lambda _: evidence.find_element(By.CSS_SELECTOR, "ul.tree").is_displayed())
    cited = rows[0].find_element(By.CSS_SELECTOR, "span.cites a.cite")
    number = cited.text
    follow(cited)
    assert number in one("p.entry").text
    assert "on it" in driver.find_element(By.CSS_SELECTOR, "h2").text
    work = driver.current_url
    follow(one("ul.claims a"))
    assert "Rests on" in driver.page_source
    claim = heading()
    others = driver.find_elements(By.CSS_SELECTOR, "ul.claims li > a")
    follow(others[0])
    assert heading() != claim
    follow(driver.find_element(By.XPATH, f"//a[@href='{work.removeprefix(address)}']"))
    assert driver.current_url == work
    follow(driver.find_element(By.CSS_SELECTOR, "a[href^='/falls?']"))
    assert heading().startswith("What falls without")


def formulae_meet():
    """A species is found by name and by formula."""
    for text in ["NO3", "NO₃⁻", "nitrate"]:
        go("/")
        one("#find").send_keys(text)
        follow(one("header form.search button"))
        first = driver.find_elements(By.CSS_SELECTOR, "ol.hits li > a")[:3]
        follow(next(hit for hit in first if hit.text == "nitrate"))
        assert heading() == "nitrate"


def turtle():
    """An entity as Turtle."""
    go("/species/nitrate")
    assert driver.current_url.endswith("/species/nitrate.html")
    link = one("a[href$='.ttl']").get_attribute("href")
    with urllib.request.urlopen(link) as reply:
        assert reply.headers.get_content_type() == "text/turtle"
        graph = rdflib.Graph().parse(data=reply.read(), format="turtle")
    assert (rdflib.URIRef("https://w3id.org/synergraph/species/nitrate"), rdflib.RDF.type, None) in graph


def ask_in_sparql(scripts):
    """A query of one's own, with completion where there are scripts."""
    go("/ask")
    editor = one("#query")
    editor.clear()
    editor.send_keys("PREFIX sg: <https://w3id.org/synergraph/ns#> SELECT ?x { ?x a ")
    if scripts:
        editor.send_keys("sg:Dual")
        editor.send_keys(Keys.CONTROL, Keys.SPACE)
        choice = one("#completions button")
        name = choice.text.split(" ")[0]
        choice.click()
        assert editor.get_attribute("value").endswith(name), editor.get_attribute("value")
        editor.clear()
        editor.send_keys("PREFIX sg: <https://w3id.org/synergraph/ns#> SELECT ?x { ?x a ")
    editor.send_keys("sg:Catalyst } LIMIT 3")
    if scripts:
        before = driver.find_element(By.TAG_NAME, "html")
        editor.send_keys(Keys.CONTROL, Keys.ENTER)
        wait.until(lambda _: driver.find_element(By.TAG_NAME, "html") != before)
    else:
        follow(one("main form button"))
    assert len(driver.find_elements(By.CSS_SELECTOR, "tbody tr")) == 3
    go("/ask?query=SELEKT")
    assert "query" in one("[role=alert]").text
    if scripts:
        wrong = "const query = arguments[0]; return query.value.slice(query.selectionStart, query.selectionEnd)"
        assert driver.execute_script(wrong, one("#query")) == "SELEKT"


def suggestions():
    """Names as one types."""
    go("/")
    one("#find").send_keys("NO3")
    wait.until(lambda _: driver.find_elements(By.CSS_SELECTOR, "#found option"))


PAGES = {
    "front": "/",
    "questions": "/questions",
    "question": "/questions/dual-site-pairs",
    "numbers": "/questions/performance",
    "pictures": "/pictures",
    "network": "/pictures/reaction-network",
    "plot": "/pictures/by-strategy",
    "ask": "/ask?query=SELECT%20%2A%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "search": "/search?q=NO3",
    "system": "/system/ipn-cuco-dacs.html",
    "species": "/species/nitrate.html",
    "claim": "/claim/su2025-nitrate-at-cu.html",
    "work": "/work/su-2025-atomically-paired.html",
    "falls": "/falls?work=https%3A%2F%2Fw3id.org%2Fsynergraph%2Fwork%2Fsu-2025-atomically-paired",
    "word": "/ns/Catalyst.html",
    "missing": "/nothing-of-the-kind",
}


def look(name, path, scheme):
    """Looks at a page: whether anything was refused or is not accessible."""
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.get_log("browser")
    go(path)
    refused = [entry["message"] for entry in driver.get_log("browser") if "404" not in entry["message"]]
    assert not refused, (path, refused)
    for data in driver.find_elements(By.CSS_SELECTOR, "script[type='application/ld+json']"):
        assert json.loads(data.get_attribute("textContent"))["@context"] == "https://schema.org/"
    shoot(f"{name}-{scheme}")
    if axe is None:
        return []
    driver.execute_script(axe)
    found = driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then((r) => done(r.violations))"
    )
    return [
        f"{path} ({scheme}): {violation['id']}: {violation['help']}: {node['target']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"][:3]
    ]


def phone(name, path):
    """On a narrow screen nothing stands out at the side."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 375, "height": 700, "deviceScaleFactor": 1, "mobile": True})
    go(path)
    wide = driver.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    shoot(f"{name}-phone")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert wide[0] <= 376, (path, wide)


def in_print(name, path):
    """On paper there is no navigation, and evidence stands there where it was opened."""
    go(path)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not one("header").is_displayed()
    assert all(not form.is_displayed() for form in driver.find_elements(By.CSS_SELECTOR, "main form"))
    shoot(f"{name}-print")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen"})


try:
    done = []
    for scripts in [True, False]:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        question_to_claims()
        formulae_meet()
        turtle()
        ask_in_sparql(scripts)
        if scripts:
            suggestions()
        done.append("journeys with scripts" if scripts else "journeys without scripts")
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    violations = []
    for name, path in PAGES.items():
        for scheme in ["light", "dark"]:
            violations += look(name, path, scheme)
    done.append(f"{len(PAGES)} kinds of pages, light and dark" + ("" if axe else ", accessibility not checked"))
    for name, path in PAGES.items():
        phone(name, path)
    for name in ["question", "system", "claim"]:
        in_print(name, PAGES[name])
    done.append("phone and print")
    assert not violations, "\n".join(violations)
    print("\n".join(done))
finally:
    driver.quit()
