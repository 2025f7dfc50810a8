/** An experiment: a configuration with its data opened, its network outlined and its worlds laid out, and what is checked of it. */
package org.twoworlds.stream.experiment;
