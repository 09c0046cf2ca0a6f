package dev.triggo.workflow;

import static dev.triggo.workflow.ValidationTest.callable;
import static dev.triggo.workflow.ValidationTest.told;
import static dev.triggo.workflow.ValidationTest.validate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loops and the nodes in their bodies. */
class LoopCheckTest {
    @Test
    void bodiesOfLoopsAreReachedThroughTheLoopAndKnowTheItem() {
        String body = ",{'id':'l','type':'loop'},{'id':'b','type':'set','parentId':'l',"
                + "'config':{'a':'{{item.x}} {{index}} {{l.item}} {{in.y}}'}}";
        assertEquals("", told(validate(callable(body, ",{'source':'in','target':'l'}"))));
    }

    @Test
    void bodiesAreEnteredAndLeftThroughTheirLoopAlone() {
        String loop = ",{'id':'l','type':'loop'},{'id':'b','type':'set','parentId':'l'},{'id':'a','type':'set'}";
        String toLoop = ",{'source':'in','target':'l'},{'source':'l','target':'a'}";
        assertEquals("", told(validate(callable(loop, toLoop + ",{'source':'l','target':'b'}"))));
        assertEquals(
                "b edge_over_border /edges/3", told(validate(callable(loop, toLoop + ",{'source':'b','target':'a'}"))));
        assertEquals(
                "in edge_over_border /edges/3",
                told(validate(callable(loop, toLoop + ",{'source':'in','target':'b'}"))));
        assertEquals(
                "a not_a_loop /nodes/3/parentId",
                told(validate(callable(
                        ",{'id':'s','type':'set'},{'id':'a','type':'set','parentId':'s'}",
                        ",{'source':'in','target':'s'}"))));
        assertTrue(told(validate(callable(
                        loop + ",{'id':'o','type':'return_output','parentId':'l','config':{'output':1}}", toLoop)))
                .contains("o not_in_a_loop /nodes/5/parentId"));
    }

    @Test
    void loopsAreNestedThreeDeepAtMost() {
        String nodes = IntStream.rangeClosed(1, 4)
                .mapToObj(i ->
                        ",{'id':'l%d','type':'loop'%s}".formatted(i, i == 1 ? "" : ",'parentId':'l" + (i - 1) + "'"))
                .collect(Collectors.joining());
        String edge = ",{'source':'in','target':'l1'}";
        String body = ",{'id':'n','type':'set','parentId':'l%d'}";
        String three = nodes.substring(0, nodes.indexOf(",{'id':'l4'"));
        assertEquals("", told(validate(callable(three + body.formatted(3), edge))));
        assertEquals(
                "n nested_too_deep /nodes/6/parentId",
                told(validate(callable(nodes + ",{'id':'n','type':'set','parentId':'l4'}", edge))));
        assertEquals("l4 empty_body /nodes/5", told(validate(callable(nodes, edge))));
        String round = ",{'id':'p','type':'loop','parentId':'q'},{'id':'q','type':'loop','parentId':'p'}";
        assertTrue(told(validate(callable(round, ""))).contains("cycle"));
    }
}
