package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Google Sheets' API, for the person who granted it. */
final class GoogleSheets extends Vendor {
    private static final String SHEET = "1qpyC0XzvTcKT6EISywvqESX3A0MwQoFDE8p-Bll4hps";

    GoogleSheets() {
        this("https://sheets.googleapis.com/v4/spreadsheets");
    }

    GoogleSheets(String base) {
        super("Google Sheets", base);
    }

    Connector connector() {
        return Connector.named("google-sheets")
                .displayName("Google Sheets")
                .description(
                        "Reads and writes cells of Google spreadsheets. Covered: reading, appending, replacing and"
                                + " clearing a range, making a spreadsheet and looking at one. Not covered: formats, charts, sharing.")
                .icon(Icons.GOOGLE_SHEETS)
                .auth(Gmail.google("https://www.googleapis.com/auth/spreadsheets"))
                .liveCheck(this::check)
                .action(readRange())
                .action(appendRows())
                .action(updateRange())
                .action(clearRange())
                .action(getSpreadsheet())
                .action(createSpreadsheet())
                .build();
    }

    /** Nothing can be asked without a spreadsheet: that there is none of this name is a good answer. */
    private void check(ActionContext context) throws ConnectorError, InterruptedException {
        try {
            reading(context, "GET", "/none").query("fields", "spreadsheetId").object();
        } catch (ConnectorError refused) {
            if (refused.code() != ErrorCode.NOT_FOUND) {
                throw refused;
            }
        }
    }

    private static Property sheet() {
        return Property.of(Kind.SHORT_TEXT, "spreadsheet_id")
                .displayName("Spreadsheet")
                .description("The long id in its address.")
                .between(1, 200)
                .require();
    }

    private Property range() {
        return Property.dynamicDropdown("range", this::sheets)
                .needing("spreadsheet_id")
                .description("A1 notation, as Orders!A1:D; a sheet's name alone means all of it.")
                .between(1, 500)
                .require();
    }

    /** Its sheets of cells, each as the range of all of it; in quotes, for names may look like cells. */
    private List<Property.Choice> sheets(ActionContext context) throws ConnectorError, InterruptedException {
        Map<String, @Nullable Object> spreadsheet = reading(context, "GET", path(context))
                .query("fields", "sheets.properties(title,sheetType)")
                .object();
        var sheets = new ArrayList<Property.Choice>();
        for (Object one : list(spreadsheet.get("sheets"))) {
            Map<?, ?> properties = object(object(one).get("properties"));
            String title = text(properties.get("title"));
            if (!title.isBlank() && text(properties.get("sheetType")).equals("GRID")) {
                sheets.add(new Property.Choice("'%s'".formatted(title.replace("'", "''")), title));
            }
        }
        return sheets;
    }

    private static Property rows() {
        return Property.of(Kind.ARRAY, "values")
                .displayName("Rows")
                .description("A list of rows, each a list of text, numbers or booleans; null leaves a cell as it is.")
                .between(1, 10_000)
                .require();
    }

    private static Property inputOption() {
        return Property.dropdown("value_input_option", List.of("RAW", "USER_ENTERED"))
                .description(
                        "RAW keeps text as text. USER_ENTERED reads it as if typed: dates, numbers, and formulas too,"
                                + " so never with text from strangers.")
                .defaultsTo("RAW");
    }

    private Action readRange() {
        return Action.named("read_range")
                .displayName("Read a range")
                .description("The cells of a range as rows. Empty rows and cells at the end are left out by Google.")
                .property(sheet())
                .property(range())
                .property(Property.dropdown(
                                "value_render_option", List.of("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"))
                        .defaultsTo("FORMATTED_VALUE"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .text("range", "What was read")
                        .text("majorDimension", "ROWS")
                        .list("values", "Rows")
                        .build())
                .example(
                        map("spreadsheet_id", SHEET, "range", "Orders!A1:B2"),
                        map(
                                "range",
                                "Orders!A1:B2",
                                "majorDimension",
                                "ROWS",
                                "values",
                                List.of(List.of("Item", "Cost"), List.of("Wheel", "$20.50"))))
                .run(context -> reading(context, "GET", values(context, ""))
                        .query("majorDimension", "ROWS")
                        .query("valueRenderOption", context.props().value("value_render_option"))
                        .object())
                .build();
    }

    private Action appendRows() {
        return Action.named("append_rows")
                .displayName("Append rows")
                .description("Adds rows below the table that the range is in.")
                .property(sheet())
                .property(range())
                .property(rows())
                .property(inputOption())
                .outputSchema(Shape.object()
                        .text("spreadsheetId", "")
                        .text("tableRange", "The table that was found")
                        .thing(
                                "updates",
                                Shape.object()
                                        .text("updatedRange", "Where the rows went")
                                        .whole("updatedRows", "")
                                        .whole("updatedCells", ""))
                        .build())
                .example(
                        map("spreadsheet_id", SHEET, "range", "Orders!A1:B1", "values", List.of(List.of("Door", 15))),
                        map(
                                "spreadsheetId",
                                SHEET,
                                "tableRange",
                                "Orders!A1:B4",
                                "updates",
                                map("updatedRange", "Orders!A5:B5", "updatedRows", 1, "updatedCells", 2)))
                .run(context -> writing(context, "POST", values(context, ":append"))
                        .query("valueInputOption", context.props().value("value_input_option"))
                        .query("insertDataOption", "INSERT_ROWS")
                        .field("majorDimension", "ROWS")
                        .field("values", rows(context))
                        .object())
                .build();
    }

    private Action updateRange() {
        return Action.named("update_range")
                .displayName("Replace a range")
                .description("Writes rows over the cells of a range.")
                .property(sheet())
                .property(range())
                .property(rows())
                .property(inputOption())
                .outputSchema(Shape.object()
                        .text("spreadsheetId", "")
                        .text("updatedRange", "")
                        .whole("updatedRows", "")
                        .whole("updatedCells", "")
                        .build())
                .example(
                        map("spreadsheet_id", SHEET, "range", "Orders!A2:B2", "values", List.of(List.of("Wheel", 21))),
                        map(
                                "spreadsheetId",
                                SHEET,
                                "updatedRange",
                                "Orders!A2:B2",
                                "updatedRows",
                                1,
                                "updatedCells",
                                2))
                .run(context -> writing(context, "PUT", values(context, ""))
                        .query("valueInputOption", context.props().value("value_input_option"))
                        .field("majorDimension", "ROWS")
                        .field("values", rows(context))
                        .object())
                .build();
    }

    private Action clearRange() {
        return Action.named("clear_range")
                .displayName("Clear a range")
                .description("Empties the cells of a range; formats stay.")
                .property(sheet())
                .property(range())
                .outputSchema(Shape.object()
                        .text("spreadsheetId", "")
                        .text("clearedRange", "")
                        .build())
                .example(
                        map("spreadsheet_id", SHEET, "range", "Orders!A2:B9"),
                        map("spreadsheetId", SHEET, "clearedRange", "Orders!A2:B9"))
                .run(context -> writing(context, "POST", values(context, ":clear"))
                        .body(map())
                        .object())
                .build();
    }

    private static Shape spreadsheet() {
        return Shape.object()
                .text("spreadsheetId", "")
                .text("spreadsheetUrl", "")
                .thing("properties", Shape.object().text("title", ""))
                .list("sheets", Shape.object().thing("properties", "sheetId, title, index, gridProperties"));
    }

    private Action getSpreadsheet() {
        return Action.named("get_spreadsheet")
                .displayName("Look at a spreadsheet")
                .description("Its title and its sheets, without cells.")
                .property(sheet())
                .sideEffect(SideEffect.READ)
                .outputSchema(spreadsheet().build())
                .example(
                        map("spreadsheet_id", SHEET),
                        map(
                                "spreadsheetId",
                                SHEET,
                                "properties",
                                map("title", "Orders 2026"),
                                "sheets",
                                List.of(map("properties", map("sheetId", 0, "title", "Orders", "index", 0)))))
                .run(context -> reading(context, "GET", path(context))
                        .query("fields", "spreadsheetId,spreadsheetUrl,properties.title,sheets.properties")
                        .object())
                .build();
    }

    private Action createSpreadsheet() {
        return Action.named("create_spreadsheet")
                .displayName("Make a spreadsheet")
                .description("Makes an empty spreadsheet in the person's drive.")
                .property(Property.of(Kind.SHORT_TEXT, "title").between(1, 500).require())
                .property(Property.of(Kind.ARRAY, "sheets")
                        .description("Names of its sheets; one without, named by Google, when there is none.")
                        .holding(Values.TEXT)
                        .between(0, 100))
                .outputSchema(spreadsheet().build())
                .example(
                        map("title", "Orders 2026", "sheets", List.of("Orders")),
                        map(
                                "spreadsheetId",
                                SHEET,
                                "spreadsheetUrl",
                                "https://docs.google.com/spreadsheets/d/%s/edit".formatted(SHEET),
                                "properties",
                                map("title", "Orders 2026"),
                                "sheets",
                                List.of(map("properties", map("sheetId", 0, "title", "Orders", "index", 0)))))
                .run(context -> {
                    var sheets = new ArrayList<Object>();
                    for (Object title : context.props().list("sheets")) {
                        sheets.add(map("properties", map("title", title)));
                    }
                    return writing(context, "POST", "")
                            .field("properties", map("title", context.props().text("title")))
                            .field("sheets", sheets.isEmpty() ? null : sheets)
                            .object();
                })
                .build();
    }

    private static List<?> rows(ActionContext context) throws ConnectorError {
        List<?> rows = context.props().list("values");
        if (!rows.stream().allMatch(row -> row instanceof List)) {
            throw wrong("values", "a list of rows is wanted, each of them a list.");
        }
        return rows;
    }

    private static String path(ActionContext context) throws ConnectorError {
        return "/" + Ask.part("spreadsheet_id", context.props().text("spreadsheet_id"));
    }

    private static String values(ActionContext context, String verb) throws ConnectorError {
        return "%s/values/%s%s"
                .formatted(path(context), Ask.part("range", context.props().text("range")), verb);
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return Gmail.googleReason(body);
    }

    @Override
    ErrorCode meaning(HttpReply reply, Map<?, ?> body) {
        return Gmail.googleMeaning(reply, body);
    }
}
