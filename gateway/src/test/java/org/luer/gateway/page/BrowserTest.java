package org.luer.gateway.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The page in a real browser: by mouse, by keyboard alone, on a telephone, on paper.
 *
 * <p>Playwright makes small letters of its enums in the language of the machine, and Turkish has
 * another i: roles with an I stand in selectors here, and paper is asked of the browser itself.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class BrowserTest {
  private static final String OUTLINE =
      "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }";
  private static final String WHAT =
      "e => e.tagName + ' ' + (e.id || e.getAttribute('href') || e.getAttribute('aria-label') || e.textContent.trim())";
  private static final String FOCUSABLE =
      "all => all.filter(e => e.checkVisibility() && e.type !== 'hidden').map(%s)".formatted(WHAT);
  private static final int WIDE = 1280;
  private static final int NARROW = 375;
  private static final int HIGH = 900;
  private static PullGateway gateway;
  private static Chromium chromium;
  private static int people;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    chromium = new Chromium();
    gateway = Visitor.gateway(home);
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    gateway.putExample("sessionreport/rate-reduced-for-blood-pressure");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    chromium.close();
  }

  @AfterEach
  void nothingWasRefusedByThePolicyAndNoScriptFailed() {
    assertThat(chromium.complaints).isEmpty();
  }

  private static final class Login {
    private final String email = "browser" + ++people + "@example.org";
    private String key = "";
    private final Page page;

    Login(int width) {
      page = chromium.page(width, HIGH);
    }

    /** Follows an invitation to the end. */
    Login join() {
      open(Visitor.invite(gateway, "all", email));
      page.getByText("Continue").click();
      enrol();
      page.getByText("Finish").click();
      return this;
    }

    void open(String invitation) {
      page.navigate(gateway.address + "/my/join#" + invitation);
    }

    void enrol() {
      key = Visitor.find(Pattern.compile("secret=([A-Z2-7]+)"), page.content());
      page.getByLabel("The six digits").fill(Visitor.code(key, 0));
      page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
          .fill(Visitor.PASSWORD);
      page.getByLabel("The same password again").fill(Visitor.PASSWORD);
    }

    void enter(String password, String code) {
      page.navigate(gateway.address + "/my/login");
      page.getByLabel("E-mail address").fill(email);
      page.getByLabel("Password").fill(password);
      page.getByLabel("Code from").fill(code);
      button("Log in").click();
    }

    Locator button(String name) {
      return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    Login list() {
      page.navigate(gateway.address + "/my");
      return this;
    }

    /** Opens the patient whose safety signal is open, or the one who had an infusion. */
    Login patient(String text) {
      list();
      page.locator("li.card")
          .filter(new Locator.FilterOptions().setHasText(text))
          .locator("role=link")
          .first()
          .click();
      return this;
    }
  }

  @Test
  void anInvitedPersonJoinsLogsOutAndInAgain() {
    var invitation = Visitor.invite(gateway, "all", "browser" + (people + 1) + "@example.org");
    var login = new Login(WIDE);
    var page = login.page;
    login.open(invitation);
    assertThat(page.getByLabel("Code of the invitation")).hasValue(invitation);
    assertThat(page.url()).as("not in the address bar any more").doesNotContain("#");
    page.getByText("Continue").click();
    login.enrol();
    page.getByText("Finish").click();
    assertThat(page.locator(".codes li")).hasCount(8);
    page.getByText("To my patients").click();
    assertThat(page).hasTitle("My patients · Luer");
    login.button("Log out").click();
    assertThat(page).hasURL(gateway.address + "/my/login");
    login.enter(Visitor.PASSWORD, Visitor.code(login.key, 1));
    assertThat(page).hasURL(gateway.address + "/my");
    assertThat(page.locator("h1")).hasText("My patients");
    login.button("Log out").click();
    assertThat(page.locator("h1")).hasText("Log in"); // a browser does not go back while it goes on
    page.goBack();
    assertThat(page.locator("h1")).hasText("Log in");
  }

  @Test
  void afterFiveFailuresTheLoginIsClosedAndWhoListensIsTold() {
    var login = new Login(WIDE).join();
    login.page.context().clearCookies();
    for (int i = 0; i < 5; i++) {
      login.enter("a wrong password " + i, "000000");
    }
    login.enter(Visitor.PASSWORD, Visitor.code(login.key, 1));
    assertThat(login.page.getByRole(AriaRole.ALERT)).containsText("stays closed for a while");
    assertThat(login.page.getByLabel("Password")).hasValue("");
  }

  @Test
  void whoseSessionHasEndedLogsInAgain() {
    var login = new Login(WIDE).join().list();
    assertThat(login.page.locator("h1")).hasText("My patients");
    gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "update person_session set seen_at = now() - interval '31 minutes' where person ="
                + " (select id from person where email = :email)")
        .param("email", login.email)
        .update();
    login.page.reload();
    assertThat(login.page.locator("h1")).hasText("Log in");
    assertThat(login.page.content()).doesNotContain("safety signal");
  }

  @Test
  void anOpenSafetySignalIsSeenFirst() {
    var login = new Login(NARROW).join().list();
    var page = login.page;
    assertThat(page.locator("li.card").first()).containsText("1 open safety signal");
    login.patient("open safety signal");
    var banner = page.locator("role=region[name='Safety signals']");
    assertThat(banner).containsText("PHQ-9 item 9");
    assertThat(banner).isInViewport();
    assertThat(banner.boundingBox().y).isLessThan(page.locator("#trend").boundingBox().y);
  }

  @Test
  void everyFigureHasWordsAndATable() {
    var page = new Login(WIDE).join().patient("1 infusion").page;
    var figures = page.locator("main svg");
    assertThat(figures.count()).isPositive();
    assertThat(page.locator("role=img").count()).isEqualTo(figures.count());
    for (var figure : page.locator("role=img").all()) {
      var name = figure.ariaSnapshot();
      assertThat(name).matches("(?s)- img \".{15,}\".*");
    }
    for (var summary : page.locator("summary").all()) {
      if (!summary.locator("xpath=..").locator("table").all().isEmpty()
          && !Boolean.TRUE.equals(summary.evaluate("e => e.parentElement.open"))) {
        summary.click();
      }
    }
    assertThat(page.locator("table:visible").count()).isGreaterThanOrEqualTo(figures.count());
    for (var table : page.locator("table").all()) {
      assertThat(table.locator("caption")).hasCount(1);
      assertThat(table.locator("thead th[scope=col]").count()).isPositive();
    }
  }

  @Test
  void theKeyboardAloneIsEnough() {
    var login = new Login(WIDE);
    var page = login.page;
    login.join();
    page.context().clearCookies();
    page.navigate(gateway.address + "/my/login");
    var skip = page.locator(".skip");
    page.keyboard().press("Tab");
    assertThat(skip).isFocused();
    assertThat(skip).isInViewport();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    assertThat(page.getByLabel("E-mail address")).isFocused();
    assertThat(skip).not().isInViewport();
    page.keyboard().type(login.email);
    page.keyboard().press("Tab");
    page.keyboard().type(Visitor.PASSWORD);
    page.keyboard().press("Tab");
    page.keyboard().type(Visitor.code(login.key, 1));
    page.keyboard().press("Tab");
    assertThat(login.button("Log in")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("My patients");
    walk(page);
    page.locator("li.card")
        .filter(new Locator.FilterOptions().setHasText("1 infusion"))
        .locator("role=link")
        .first()
        .focus();
    page.keyboard().press("Enter");
    page.waitForURL("**/my/patients/*");
    walk(page);
    var details = page.locator("summary").first();
    details.focus();
    page.keyboard().press("Enter");
    assertThat(details.locator("xpath=..")).hasAttribute("open", "");
  }

  /** Tab reaches all there is, in the order of the page, and shows where it is. */
  private static void walk(Page page) {
    @SuppressWarnings("unchecked")
    var expected =
        (List<String>)
            page.locator("a[href], button, input, summary, [tabindex='0']").evaluateAll(FOCUSABLE);
    page.reload();
    var reached = new ArrayList<String>();
    for (int i = 0; i < expected.size(); i++) {
      page.keyboard().press("Tab");
      var focused = page.locator(":focus");
      reached.add((String) focused.evaluate(WHAT));
      assertThat((Boolean) focused.evaluate(OUTLINE)).as(reached.toString()).isTrue();
    }
    assertThat(reached).isEqualTo(expected);
  }

  @Test
  void axeFindsNothingOnAnyPageAtAnyWidth() {
    for (int width : List.of(WIDE, NARROW)) {
      var login = new Login(width);
      var page = login.page;
      login.open(Visitor.invite(gateway, "all", login.email));
      examined(page, width);
      page.getByText("Continue").click();
      examined(page, width);
      login.enrol();
      page.getByText("Finish").click();
      examined(page, width);
      login.list();
      examined(page, width);
      for (var patient : List.of("open safety signal", "1 infusion")) {
        login.patient(patient);
        page.locator("details").all().forEach(d -> d.evaluate("e => { e.open = true; }"));
        examined(page, width);
      }
      page.navigate(gateway.address + "/my/settings");
      examined(page, width);
      page.navigate(gateway.address + "/my/apps");
      examined(page, width);
      page.navigate(gateway.address + "/my/patients/none");
      examined(page, width);
      page.context().clearCookies();
      login.enter("wrong", "wrong");
      examined(page, width);
    }
  }

  private static void examined(Page page, int width) {
    var found = new AxeBuilder(page).analyze();
    assertThat(found.getPasses()).as(page.title()).isNotEmpty();
    assertThat(found.getViolations())
        .as(page.title() + " at " + width)
        .extracting(rule -> rule.getId() + " " + rule.getNodes())
        .isEmpty();
    assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
        .as(page.title() + " scrolls sideways")
        .isLessThanOrEqualTo(width);
  }

  @Test
  void whatIsInlineIsRefusedByTheBrowser() {
    var page = new Login(WIDE).page;
    page.navigate(gateway.address + "/my/login");
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); }");
    assertThat(page.evaluate("window.ran")).isNull();
    assertThat(chromium.complaints).singleElement().asString().contains("script-src");
    chromium.complaints.clear();
  }

  @Test
  void onPaperThereIsThePatientAndNothingToPress() throws Exception {
    var login = new Login(WIDE).join().patient("open safety signal");
    var page = login.page;
    print(page);
    assertThat(page.locator("header")).isHidden();
    assertThat(page.locator(".skip")).isHidden();
    assertThat(page.locator("main button:visible, main .button:visible")).hasCount(0);
    assertThat(page.locator("footer")).isVisible();
    try (var pdf = Loader.loadPDF(page.pdf(new Page.PdfOptions().setFormat("Letter")))) {
      assertThat(new PDFTextStripper().getText(pdf))
          .contains("Safety signals", "PHQ-9 item 9", "Records may be incomplete")
          .doesNotContain("Log out", "Skip to the content", "My patients");
    }
  }

  private static void print(Page page) {
    var media = new JsonObject();
    media.addProperty("media", "print");
    page.context().newCDPSession(page).send("Emulation.setEmulatedMedia", media);
  }
}
