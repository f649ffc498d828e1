package org.example;

import java.util.Arrays;

/** Prints its arguments, sorted. */
public final class App {
    public static void main(String[] arguments) {
        Arrays.stream(arguments).sorted().forEach(System.out::println);
    }
}
