package org.tocsin.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value of a test suite, whole in memory: `Map`, `List`, `String`, `Long`, `Double`, `Boolean`. For tests only.
public record JsonTree(Object value) {
    public static JsonTree read(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return new JsonTree(value(parser));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A member of an object, which must be there.
    public JsonTree at(String name) {
        return find(name).orElseThrow(() -> new AssertionError("no member " + name));
    }

    public Optional<JsonTree> find(String name) {
        return Optional.ofNullable(((Map<?, ?>) value).get(name)).map(JsonTree::new);
    }

    public JsonTree at(int index) {
        return new JsonTree(((List<?>) value).get(index));
    }

    /// The members' names, in order.
    public List<String> names() {
        return ((Map<?, ?>) value).keySet().stream().map(String.class::cast).toList();
    }

    public List<JsonTree> list() {
        List<JsonTree> items = new ArrayList<>();
        for (Object item : (List<?>) value) {
            items.add(new JsonTree(item));
        }
        return items;
    }

    public String text() {
        return (String) value;
    }

    public long number() {
        return (Long) value;
    }

    public boolean truth() {
        return (Boolean) value;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> "null";
        };
    }
}
