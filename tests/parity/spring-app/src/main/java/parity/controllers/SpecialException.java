package parity.controllers;

public class SpecialException extends LocalException {
  private static final long serialVersionUID = 1L;

  public SpecialException(String message) {
    super(message);
  }
}
