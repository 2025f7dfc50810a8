package org.twoworlds.model.network;

/** The function of a network, written over the {@link Backend} vocabulary: logits of images, or the velocity of a flow. */
public sealed interface Definition permits Network, VelocityField {}
