package parity.controllers;

public class Thing {
  public Long count;
  public String name;
  public Boolean ok;
  public Double ratio;

  static Thing of(long count, String name) {
    Thing thing = new Thing();
    thing.count = count;
    thing.name = name;
    return thing;
  }
}
