// openapi.json as values for the template of /docs.
#include "pages/contract_view.hpp"

#include <string>
#include <string_view>

#include "pages/markdown.hpp"

namespace pages {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string text_of(const object& from, std::string_view name) {
    const auto* text = from.if_contains(name);
    return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

std::string description_of(const object& from) {
    return markdown_to_html(text_of(from, "description"));
}

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

// JSON over several lines, indented by two spaces.
void append_pretty(std::string& text, const value& json, const std::string& indent) {
    const std::string inner = indent + "  ";
    std::string separator = "\n";
    if (const auto* members = json.if_object(); members != nullptr && !members->empty()) {
        text += "{";
        for (const auto& member : *members) {
            text += separator + inner + boost::json::serialize(value(member.key())) + ": ";
            append_pretty(text, member.value(), inner);
            separator = ",\n";
        }
        text += "\n" + indent + "}";
    } else if (const auto* items = json.if_array(); items != nullptr && !items->empty()) {
        text += "[";
        for (const auto& item : *items) {
            text += separator + inner;
            append_pretty(text, item, inner);
            separator = ",\n";
        }
        text += "\n" + indent + "]";
    } else {
        text += boost::json::serialize(json);
    }
}

std::string pretty(const value& json) {
    if (const auto* text = json.if_string()) return std::string(*text);
    std::string result;
    append_pretty(result, json, "");
    return result;
}

std::string joined(const array& items, std::string_view separator) {
    std::string text;
    for (const value& item : items) {
        if (!text.empty()) text += separator;
        text += pretty(item);
    }
    return text;
}

// Reads one contract; references are followed inside it.
class Reader {
public:
    explicit Reader(const value& contract) : contract_(contract) {}

    object values() const {
        const object& info = contract_.at("info").as_object();
        object result;
        result["version"] = info.at("version");
        result["summary"] = info.at("summary");
        result["introduction"] = description_of(info);
        result["tags"] = tags();
        result["schemas"] = schemas();
        result["problems"] = problems();
        return result;
    }

private:
    const object& resolve(const value& from) const {
        const auto* reference = from.as_object().if_contains("$ref");
        if (reference == nullptr) return from.as_object();
        const std::string pointer(reference->as_string());
        return resolve(contract_.at_pointer(pointer.substr(1)));
    }

    static std::string name_of_reference(const object& from) {
        const std::string reference = text_of(from, "$ref");
        return reference.substr(reference.rfind('/') + 1);
    }

    // What a schema takes, in a few words.
    std::string type_of(const object& schema) const {
        if (schema.contains("$ref")) return name_of_reference(schema);
        if (const auto* constant = schema.if_contains("const")) return pretty(*constant);
        if (const auto* choices = schema.if_contains("enum")) {
            return joined(choices->as_array(), " | ");
        }
        for (const char* combination : {"oneOf", "allOf"}) {
            const auto* parts = schema.if_contains(combination);
            if (parts == nullptr) continue;
            std::string text;
            for (const value& part : parts->as_array()) {
                if (!text.empty()) text += " | ";
                text += type_of(part.as_object());
            }
            return text;
        }
        const auto* type = schema.if_contains("type");
        if (type == nullptr) return "object";
        if (const auto* types = type->if_array()) return joined(*types, " | ");
        if (const auto* items = schema.if_contains("items")) {
            return "array of " + type_of(items->as_object());
        }
        const std::string format = text_of(schema, "format");
        return pretty(*type) + (format.empty() ? "" : ", " + format);
    }

    // "1 to 1000", "up to 100 characters"; empty: no bounds.
    static std::string bounds_of(const object& schema) {
        const auto between = [&](const char* min, const char* max) -> std::string {
            const auto* low = schema.if_contains(min);
            const auto* high = schema.if_contains(max);
            if (low != nullptr && high != nullptr) return pretty(*low) + " to " + pretty(*high);
            if (low != nullptr) return "at least " + pretty(*low);
            return high != nullptr ? "at most " + pretty(*high) : "";
        };
        const std::string length = between("minLength", "maxLength");
        return length.empty() ? between("minimum", "maximum") : length + " characters";
    }

    // The members of an object, inner ones with their path: "customer.email".
    void append_members(array& rows, const object& schema, const std::string& prefix) const {
        const auto* properties = schema.if_contains("properties");
        if (properties == nullptr) return;
        const auto* required = schema.if_contains("required");
        for (const auto& member : properties->as_object()) {
            const object& property = member.value().as_object();
            object row;
            row["name"] = prefix + std::string(member.key());
            row["type"] = type_of(property);
            row["schema"] = property.contains("$ref") ? name_of_reference(property) : "";
            row["bounds"] = bounds_of(property);
            row["description"] = description_of(property);
            row["is_required"] = false;
            if (required != nullptr) {
                for (const value& name : required->as_array()) {
                    if (name.as_string() == member.key()) row["is_required"] = true;
                }
            }
            rows.push_back(std::move(row));
            append_members(rows, property, prefix + std::string(member.key()) + ".");
        }
    }

    array members_of(const object& schema) const {
        array rows;
        append_members(rows, schema, "");
        if (const auto* parts = schema.if_contains("allOf")) {
            for (const value& part : parts->as_array()) append_members(rows, part.as_object(), "");
        }
        return rows;
    }

    array parameters_of(const object& path, const object& operation) const {
        array rows;
        for (const object* owner : {&path, &operation}) {
            const auto* parameters = owner->if_contains("parameters");
            if (parameters == nullptr) continue;
            for (const value& reference : parameters->as_array()) {
                const object& parameter = resolve(reference);
                const object& schema = parameter.at("schema").as_object();
                object row;
                row["name"] = parameter.at("name");
                row["in"] = parameter.at("in");
                row["type"] = type_of(schema);
                row["schema"] = schema.contains("$ref") ? name_of_reference(schema) : "";
                const auto* required = parameter.if_contains("required");
                row["is_required"] = required != nullptr && required->as_bool();
                row["description"] = description_of(parameter);
                const auto* example = parameter.if_contains("example");
                row["example"] = example == nullptr ? "" : pretty(*example);
                rows.push_back(std::move(row));
            }
        }
        return rows;
    }

    // The media types of a body or reply with their examples.
    array contents_of(const object& owner) const {
        array rows;
        const auto* contents = owner.if_contains("content");
        if (contents == nullptr) return rows;
        for (const auto& content : contents->as_object()) {
            const object& media = content.value().as_object();
            const object& schema = media.at("schema").as_object();
            object row;
            row["media_type"] = content.key();
            row["schema"] = schema.contains("$ref") ? name_of_reference(schema) : "";
            row["members"] = schema.contains("$ref") ? array() : members_of(schema);
            row["examples"] = examples_of(media);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    static array examples_of(const object& media) {
        array rows;
        if (const auto* example = media.if_contains("example")) {
            rows.push_back(object({{"summary", "Example"}, {"json", pretty(*example)}}));
        }
        if (const auto* examples = media.if_contains("examples")) {
            for (const auto& example : examples->as_object()) {
                const object& named = example.value().as_object();
                rows.push_back(object(
                    {{"summary", text_of(named, "summary")}, {"json", pretty(named.at("value"))}}));
            }
        }
        return rows;
    }

    array responses_of(const object& operation) const {
        array rows;
        for (const auto& response : operation.at("responses").as_object()) {
            const object& resolved = resolve(response.value());
            object row;
            row["status"] = response.key() == "default" ? "Other" : std::string(response.key());
            row["description"] = description_of(resolved);
            // What every operation may answer is explained once, under Problems.
            row["contents"] = response.key() == "default" ? array() : contents_of(resolved);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    object operation_values(std::string_view method, std::string_view path, const object& item,
                            const object& operation) const {
        object row;
        row["id"] = operation.at("operationId");
        row["method"] = upper(method);
        row["path"] = path;
        row["summary"] = operation.at("summary");
        row["description"] = description_of(operation);
        row["parameters"] = parameters_of(item, operation);
        row["responses"] = responses_of(operation);
        if (const auto* body = operation.if_contains("requestBody")) {
            row["body"] = contents_of(resolve(*body));
        }
        return row;
    }

    array operations_of(std::string_view tag) const {
        array rows;
        for (const auto& path : contract_.at("paths").as_object()) {
            const object& item = path.value().as_object();
            for (const char* method : {"get", "post", "put", "patch", "delete"}) {
                const auto* operation = item.if_contains(method);
                if (operation == nullptr) continue;
                const array& tags_of_operation = operation->at("tags").as_array();
                if (tags_of_operation.at(0).as_string() != tag) continue;
                rows.push_back(operation_values(method, path.key(), item, operation->as_object()));
            }
        }
        return rows;
    }

    array tags() const {
        array rows;
        for (const value& tag : contract_.at("tags").as_array()) {
            const std::string name(tag.at("name").as_string());
            object row;
            row["name"] = name;
            row["description"] = description_of(tag.as_object());
            row["operations"] = operations_of(name);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    array schemas() const {
        array rows;
        for (const auto& schema : contract_.at_pointer("/components/schemas").as_object()) {
            const object& content = schema.value().as_object();
            object row;
            row["name"] = schema.key();
            row["type"] = type_of(content);
            row["bounds"] = bounds_of(content);
            row["description"] = description_of(content);
            row["members"] = members_of(content);
            rows.push_back(std::move(row));
        }
        return rows;
    }

    array problems() const {
        array rows;
        for (const auto& problem : contract_.at("x-problems").as_object()) {
            object row = problem.value().as_object();
            row["code"] = problem.key();
            row["meaning"] = markdown_to_html(text_of(problem.value().as_object(), "meaning"));
            rows.push_back(std::move(row));
        }
        return rows;
    }

    const value& contract_;
};

}  // namespace

boost::json::object contract_values(const boost::json::value& contract) {
    return Reader(contract).values();
}

}  // namespace pages
