package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Choice;
import dev.triggo.template.Template;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What connectors give to choose from is bounded, whatever it is. */
class ChoiceListTest {
    private static final Property ANY = Property.dynamicDropdown("any", context -> List.of());

    private static Json.Obj told(Property property, List<Choice> given) {
        return Plain.object(ChoiceList.told(property, given));
    }

    private static int size(Json.Obj list) {
        return ((Json.Arr) list.get("choices")).items().size();
    }

    @Test
    void whatCannotBeTakenIsLeftOutAndLabelsAreCut() {
        List<Choice> given = Arrays.asList(
                new Choice("x".repeat(501), "Too long"),
                null,
                new Choice("a", "1".repeat(199) + "\uD83D\uDE00"),
                new Choice("a", "Again"),
                new Choice("b".repeat(500), "B"));
        assertEquals(
                "{\"choices\":[{\"value\":\"a\",\"label\":\"%s\"},{\"value\":\"%s\",\"label\":\"B\"}],\"more\":false}"
                        .formatted("1".repeat(199), "b".repeat(500)),
                told(ANY, given).write());
        List<Choice> ofLengths = List.of(new Choice("ab", "Two"), new Choice("abc", "Three"));
        assertEquals(
                "[{\"value\":\"ab\",\"label\":\"Two\"}]",
                told(ANY.between(1, 2), ofLengths).get("choices").write());
    }

    @Test
    void theFirstThousandAreTakenAndFewerWhereTheyAreLarge() {
        List<Choice> many = IntStream.range(0, 1_000)
                .mapToObj(i -> Choice.of("v" + i, null))
                .toList();
        assertEquals(Json.Bool.FALSE, told(ANY, many).get("more"));
        Json.Obj cut = told(
                ANY,
                Stream.concat(many.stream(), Stream.of(Choice.of("last", null))).toList());
        assertEquals(Json.Bool.TRUE, cut.get("more"));
        assertEquals(1_000, size(cut));
        Json.Obj large = told(
                ANY,
                IntStream.range(1_000, 2_000)
                        .mapToObj(i -> Choice.of("\u20AC".repeat(496) + i, null))
                        .toList());
        assertEquals(Json.Bool.TRUE, large.get("more"));
        assertTrue(size(large) > 200 && Outputs.fits(large));
    }

    @Test
    void aValueThatLooksLikeATemplateIsWrittenSoThatItIsNone() {
        String name = "{{action_input.x}} {{{ \\{{";
        Json.Obj shown = ChoiceList.shown(told(ANY, List.of(Choice.of(name, null))), true);
        Json.Obj choice = (Json.Obj) ((Json.Arr) shown.get("choices")).items().getFirst();
        assertEquals(name, choice.text("label"));
        Template template = Template.of(Json.of(String.valueOf(choice.text("value"))));
        assertEquals(List.of(), template.references());
        assertEquals(Json.of(name), template.resolve(root -> Json.Null.NULL));
    }
}
