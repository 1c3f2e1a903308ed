package org.tocsin.node.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Which fragments of a released record were decided to be shown, by their number in the author's own fragment set.
sealed interface Shown {
    Shown ALL = new All();

    boolean shows(int number);

    /// Every fragment.
    record All() implements Shown {
        @Override
        public boolean shows(int number) {
            return true;
        }
    }

    /// These fragments, ascending.
    record Some(List<Integer> numbers) implements Shown {
        public Some {
            numbers = List.copyOf(numbers);
        }

        @Override
        public boolean shows(int number) {
            return numbers.contains(number);
        }
    }

    /// What a rule lets through of `count` fragments.
    static Shown of(int count, IntPredicate rule) {
        List<Integer> numbers = null;
        for (int number = 0; number < count; number++) {
            boolean shown = rule.test(number);
            if (numbers == null && !shown) {
                // The first one that is withheld: mostly there is none, and nothing is to be listed.
                numbers = new ArrayList<>(IntStream.range(0, number).boxed().toList());
            } else if (numbers != null && shown) {
                numbers.add(number);
            }
        }
        return numbers == null ? ALL : new Some(numbers);
    }
}
