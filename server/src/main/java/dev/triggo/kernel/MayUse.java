package dev.triggo.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Written on a package: the packages of the server that it may use, by their name below {@code dev.triggo}.
 * {@code kernel} is open to all and is not listed. ArchitectureTest holds the code to this list both ways: an
 * undeclared use fails, and so does a permission that nothing uses.
 */
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.RUNTIME)
public @interface MayUse {
    String[] value() default {};
}
