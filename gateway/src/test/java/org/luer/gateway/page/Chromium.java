package org.luer.gateway.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Chromium of this machine, without a screen. */
public final class Chromium implements AutoCloseable {
  /** Milliseconds: the machine may be busy. */
  private static final double PATIENCE = 30_000;

  private final Playwright playwright;
  private final Browser browser;

  /** What the pages complained of: refused by their policy, or thrown by their scripts. */
  public final List<String> complaints = new ArrayList<>();

  /**
   * Starts it.
   *
   * @throws IllegalStateException where there is none
   */
  public Chromium() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(installed())
                    // its sandbox does not start for root
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  private static Path installed() {
    var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The page is tried in a real browser: install one, apt-get install chromium"));
  }

  /** A page of somebody who was never here. */
  public Page page(int width, int height) {
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height));
    var page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
