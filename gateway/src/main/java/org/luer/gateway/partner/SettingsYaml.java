package org.luer.gateway.partner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.luer.gateway.partner.InvalidSettings.Problem;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads luer.yaml into values that know their line. */
final class SettingsYaml {
  private final Path file;
  private final List<Problem> problems;

  private SettingsYaml(Path file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * The settings in a partner file: a whole luer.yaml, or one partner alone, which becomes the only
   * item of {@code partners}.
   */
  static Value.Keys readPartner(Path file, List<Problem> problems) {
    var ignored = new java.util.ArrayList<Problem>();
    try {
      var root =
          new Yaml(new LoaderOptions())
              .compose(new java.io.StringReader(Files.readString(file, StandardCharsets.UTF_8)));
      var alone =
          root != null
              && new SettingsYaml(file, ignored).value(root, "") instanceof Value.Keys top
              && !top.keys().containsKey("luer");
      if (alone) {
        var items = Value.Items.empty(file.toString());
        items.items().add(new SettingsYaml(file, problems).value(root, ""));
        var keys = Value.Keys.empty(file.toString());
        keys.keys().put("partners", items);
        return keys;
      }
    } catch (IOException | YAMLException unreadable) {
      ignored.clear(); // read says what is wrong
    }
    return read(file, problems);
  }

  /** The mapping below the root key {@code luer}; faults are added to problems. */
  static Value.Keys read(Path file, List<Problem> problems) {
    var reader = new SettingsYaml(file, problems);
    var none = Value.Keys.empty(file.toString());
    try {
      var text = Files.readString(file, StandardCharsets.UTF_8);
      var root = new Yaml(new LoaderOptions()).compose(new java.io.StringReader(text));
      if (root == null) {
        return none;
      }
      if (!(reader.value(root, "") instanceof Value.Keys top)) {
        problems.add(new Problem(file.toString(), "luer", "must be a map below the key luer"));
        return none;
      }
      top.keys()
          .forEach(
              (key, value) -> {
                if (!key.equals("luer")) {
                  problems.add(
                      new Problem(
                          value.origin(), key, "unknown key; everything stands below luer"));
                }
              });
      return top.keys().get("luer") instanceof Value.Keys luer ? luer : none;
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      var where = mark == null ? file.toString() : file + " line " + (mark.getLine() + 1);
      problems.add(new Problem(where, "luer", "is not YAML: " + e.getProblem()));
    } catch (IOException | YAMLException e) {
      problems.add(new Problem(file.toString(), "luer", "cannot be read: " + e.getMessage()));
    }
    return none;
  }

  private Value value(Node node, String path) {
    var origin = file + " line " + (node.getStartMark().getLine() + 1);
    if (node instanceof MappingNode mapping) {
      var keys = Value.Keys.empty(origin);
      for (var tuple : mapping.getValue()) {
        var line = file + " line " + (tuple.getKeyNode().getStartMark().getLine() + 1);
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          problems.add(new Problem(line, path, "a key must be a plain word"));
          continue;
        }
        var child = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
        if (keys.keys().containsKey(key.getValue())) {
          problems.add(new Problem(line, child, "is written twice"));
        } else if (!tuple.getValueNode().getTag().equals(Tag.NULL)) {
          keys.keys().put(key.getValue(), value(tuple.getValueNode(), child));
        }
      }
      return keys;
    }
    if (node instanceof SequenceNode sequence) {
      var items = Value.Items.empty(origin);
      for (var item : sequence.getValue()) {
        items.items().add(value(item, path + "[" + items.items().size() + "]"));
      }
      return items;
    }
    return new Value.Text(origin, ((ScalarNode) node).getValue(), false);
  }
}
