package org.tocsin.stix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tocsin.model.Bytes;
import org.tocsin.testing.SharedData;

/// The labelled documents of the shared corpus, as the exact bytes that stand in its files. Tests that need it are
/// skipped where it is not there: it is no part of the project.
public final class Corpus {
    private static final JsonFactory JSON = new JsonFactory();

    private Corpus() {}

    /// Every labelled document, by its name in `LABELS.jsonl`.
    public static void open(BiConsumer<Labelled, Bytes> each) {
        Map<String, Map<String, Bytes>> files = new LinkedHashMap<>();
        for (Bytes line : lines(SharedData.bytes("corpus/open/LABELS.jsonl"))) {
            Map<String, String> label = strings(line);
            String name = label.getOrDefault("name", "");
            String file = name.substring(0, (name + "#").indexOf('#'));
            if (!files.containsKey(file)) {
                files.clear();
            }
            Bytes document = files.computeIfAbsent(file, f -> documents(f, SharedData.bytes("corpus/" + f)))
                    .get(name);
            if (document == null) {
                throw new IllegalStateException("no document " + name);
            }
            each.accept(new Labelled(name, label.getOrDefault("label", "").startsWith("valid")), document);
        }
    }

    /// A document's name, and whether its label says that it is valid.
    public record Labelled(String name, boolean valid) {}

    /// The 6,006 bundles of the load corpus.
    public static List<Bytes> load() {
        return lines(SharedData.bytes("corpus/load/vcdb-open-bundles-tlpmix.jsonl.gz"));
    }

    private static Map<String, Bytes> documents(String file, byte[] content) {
        if (!file.contains(".jsonl")) {
            return Map.of(file, Bytes.wrap(content));
        }
        if (file.endsWith("version-chains.jsonl.gz")) {
            return chains(file, lines(content));
        }
        Map<String, Bytes> documents = new LinkedHashMap<>();
        int number = 0;
        for (Bytes line : lines(content)) {
            Map<String, String> said = strings(line);
            if (said.containsKey("test") || said.containsKey("case")) {
                String name = said.getOrDefault("test", said.getOrDefault("case", ""));
                documents.put(
                        file + "#" + number + ":" + name,
                        values(line, "", "doc").getFirst());
            } else {
                documents.put(file + "#" + number, line);
            }
            number++;
        }
        return documents;
    }

    private static Map<String, Bytes> chains(String file, List<Bytes> lines) {
        Map<String, Bytes> documents = new LinkedHashMap<>();
        for (Bytes line : lines) {
            String incident = strings(line).get("incident_id");
            List<Bytes> bundles = values(line, "versions", "bundle");
            List<Bytes> times = values(line, "versions", "modified");
            for (int i = 0; i < bundles.size(); i++) {
                String time = times.get(i).utf8().replace("\"", "");
                documents.put(file + "#" + incident + "@" + time, bundles.get(i));
            }
        }
        return documents;
    }

    static List<Bytes> lines(byte[] content) {
        List<Bytes> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= content.length; at++) {
            if (at == content.length ? at > from : content[at] == '\n') {
                lines.add(Bytes.copyOf(content, from, at));
                from = at + 1;
            }
        }
        return lines;
    }

    /// The string members of the outermost object.
    static Map<String, String> strings(Bytes line) {
        Map<String, String> found = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(line.array())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    found.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The bytes of a member of the outermost object, or of each object in its list `within`.
    private static List<Bytes> values(Bytes line, String within, String member) {
        List<Bytes> found = new ArrayList<>();
        int wanted = within.isEmpty() ? 1 : 3;
        try (JsonParser parser = JSON.createParser(line.array())) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME
                        && depth == wanted
                        && parser.currentName().equals(member)) {
                    parser.nextToken();
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    parser.getText();
                    found.add(line.slice(from, (int) parser.currentLocation().getByteOffset()));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
