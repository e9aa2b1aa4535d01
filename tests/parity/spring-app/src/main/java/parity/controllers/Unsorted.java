package parity.controllers;

/** Not in alphabetical order: Jackson 2 keeps the order, Jackson 3 sorts. */
public class Unsorted {
  public String zulu = "z";
  public String alpha = "a";
}
