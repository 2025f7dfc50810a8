package org.twoworlds.node;

/** A message between a lab and its nodes, sent as CBOR. */
public interface Wire {}
