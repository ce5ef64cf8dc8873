package org.luer.mappings.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Every dependency and plugin that a POM names has its reason in src/docs/dependencies.md. */
class DependenciesTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Pattern LINE = Pattern.compile("\\| `([^`]+)` \\| (.+) \\|");

  @Test
  void everyDependencyHasItsReasonAndNoReasonIsLeftOver() throws Exception {
    var named = new TreeSet<String>();
    for (var pom : poms()) {
      named.addAll(named(pom));
    }
    assertThat(named).hasSizeGreaterThan(40);
    assertThat(reasons()).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void versionsStandInTheParentOnly() throws Exception {
    for (var pom : poms()) {
      if (!Files.isSameFile(pom, ROOT.resolve("pom.xml"))) {
        assertThat(elements(pom, "dependency"))
            .filteredOn(d -> child(d, "version") != null)
            .as("%s", pom)
            .allMatch(d -> "${project.version}".equals(child(d, "version")));
      }
    }
  }

  private static List<String> reasons() throws IOException {
    var reasons = new ArrayList<String>();
    for (var line : Files.readAllLines(ROOT.resolve("src/docs/dependencies.md"))) {
      var row = LINE.matcher(line);
      if (row.matches()) {
        assertThat(row.group(2)).as(row.group(1)).isNotBlank();
        reasons.add(row.group(1));
      }
    }
    return reasons;
  }

  private static List<Path> poms() throws IOException {
    var modules =
        List.of(
            "", "mappings", "gateway", "conformance", "conformance/artifacts", "conformance/kit");
    return modules.stream().map(m -> ROOT.resolve(m).resolve("pom.xml")).toList();
  }

  private static Set<String> named(Path pom) throws Exception {
    var named = new TreeSet<String>();
    for (var tag : List.of("dependency", "plugin", "path")) {
      named.addAll(
          elements(pom, tag).stream()
              .filter(e -> child(e, "artifactId") != null)
              .filter(e -> !managed(e))
              .map(DependenciesTest::key)
              .collect(Collectors.toSet()));
    }
    return named;
  }

  private static String key(Element element) {
    var group = child(element, "groupId");
    return (group == null ? "org.apache.maven.plugins" : group)
        + ":"
        + child(element, "artifactId");
  }

  /** Management only says which version, not that it is used. */
  private static boolean managed(Node element) {
    var parent = element.getParentNode();
    return parent != null
        && (parent.getNodeName().equals("dependencyManagement") || managed(parent));
  }

  private static List<Element> elements(Path pom, String tag)
      throws IOException, SAXException, ParserConfigurationException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var found = factory.newDocumentBuilder().parse(pom.toFile()).getElementsByTagName(tag);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static @org.jspecify.annotations.Nullable String child(Element element, String name) {
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent().strip();
      }
    }
    return null;
  }
}
