package org.tocsin.testing;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Writes the JSON values that `JsonTree` reads, one line a scalar, always the same way. For tests only.
public final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    public static String of(Object value) {
        JsonText writer = new JsonText();
        writer.write(value, "\n");
        return writer.text.append('\n').toString();
    }

    private void write(Object value, String newLine) {
        switch (value) {
            case Map<?, ?> members -> {
                text.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> it = members.entrySet().iterator(); it.hasNext(); ) {
                    Map.Entry<?, ?> member = it.next();
                    text.append(newLine).append("  ");
                    quote(String.valueOf(member.getKey()));
                    text.append(": ");
                    write(member.getValue(), newLine + "  ");
                    text.append(it.hasNext() ? "," : newLine);
                }
                text.append('}');
            }
            case List<?> items -> {
                if (items.stream().allMatch(Number.class::isInstance)) {
                    text.append(items);
                    return;
                }
                text.append('[');
                for (Iterator<?> it = items.iterator(); it.hasNext(); ) {
                    text.append(newLine).append("  ");
                    write(it.next(), newLine + "  ");
                    text.append(it.hasNext() ? "," : newLine);
                }
                text.append(']');
            }
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> quote(value.toString());
        }
    }

    private void quote(String string) {
        text.append('"');
        string.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        text.append('"');
    }
}
