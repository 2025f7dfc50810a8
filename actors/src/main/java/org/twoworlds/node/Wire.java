package org.twoworlds.node;

/** What is sent between a lab and its nodes, as CBOR. */
public interface Wire {}
