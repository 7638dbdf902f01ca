package dev.calsync.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The API's description, OpenAPI 3.1, made of the operations themselves, so that it cannot say anything else. */
final class OpenApi {
    private OpenApi() {}

    static String of(List<ApiOperation> operations) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("openapi", "3.1.0");
        ObjectNode about = root.putObject("info");
        about.put("title", "Calsync");
        about.put("version", "1");
        about.put(
                "description",
                "Calendar sync for one user: whose, the host of the API decides. Times are ISO 8601, in UTC.");
        root.putArray("servers").addObject().put("url", "/" + ApiRoute.SEGMENT);
        ObjectNode paths = root.putObject("paths");
        for (ApiOperation operation : operations) {
            ObjectNode path = paths.withObjectProperty(operation.template());
            describe(operation, path.putObject(operation.method().toLowerCase(java.util.Locale.ROOT)));
        }
        ObjectNode problem = root.putObject("components").putObject("schemas").putObject("Problem");
        problem.put("type", "object");
        problem.put("description", "RFC 9457");
        ObjectNode members = problem.putObject("properties");
        members.putObject("type").put("type", "string");
        members.putObject("title").put("type", "string");
        members.putObject("status").put("type", "integer");
        members.putObject("detail").put("type", "string");
        members.putObject("faults").put("type", "array").putObject("items").put("type", "string");
        return root.toString();
    }

    private static void describe(ApiOperation operation, ObjectNode node) {
        node.put("operationId", operation.id());
        node.put("summary", operation.summary());
        ArrayNode parameters = node.putArray("parameters");
        for (String segment : operation.segments()) {
            if (ApiOperation.isVariable(segment)) {
                ObjectNode parameter = parameters.addObject();
                parameter.put("name", segment.substring(1, segment.length() - 1));
                parameter.put("in", "path");
                parameter.put("required", true);
                parameter.putObject("schema").put("type", "string");
            }
        }
        if (operation.limited()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", "limit");
            parameter.put("in", "query");
            ObjectNode schema = parameter.putObject("schema");
            schema.put("type", "integer");
            schema.put("minimum", 1);
            schema.put("maximum", ApiOperation.LIST_MAX);
            schema.put("default", ApiOperation.LIST_DEFAULT);
        }
        if (operation.body() != null) {
            ObjectNode body = node.putObject("requestBody");
            body.put("description", operation.body());
            body.putObject("content")
                    .putObject("application/json")
                    .putObject("schema")
                    .put("type", "object");
        }
        ObjectNode responses = node.putObject("responses");
        responses.putObject("2XX").put("description", "Done.");
        ObjectNode refused = responses.putObject("default");
        refused.put("description", "Why it was refused.");
        refused.putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }
}
