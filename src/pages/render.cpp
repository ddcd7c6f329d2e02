// The only file that knows the template library.
#include "pages/render.hpp"

#include <kainjow/mustache.hpp>
#include <map>
#include <stdexcept>

#include "base/embedded_file.hpp"

namespace pages {
namespace {

namespace mustache = kainjow::mustache;

using Templates = std::map<std::string, mustache::data, std::less<>>;

constexpr std::string_view folder = "src/pages/assets/";
constexpr std::string_view ending = ".mustache";

Templates read_templates() {
    Templates templates;
    for (const base::EmbeddedFile& file : assets::files()) {
        if (!file.path.starts_with(folder) || !file.path.ends_with(ending)) continue;
        std::string_view name = file.path.substr(folder.size());
        name.remove_suffix(ending.size());
        templates.emplace(name, mustache::data(std::string(file.content)));
    }
    return templates;
}

const Templates& all_templates() {
    static const Templates templates = read_templates();
    return templates;
}

// What is empty becomes false, so that a template can ask for it, and so that an inner empty value
// hides an outer one of the same name.
mustache::data to_data(const boost::json::value& value) {
    if (const auto* object = value.if_object()) {
        mustache::data data(mustache::data::type::object);
        for (const auto& member : *object) data.set(member.key(), to_data(member.value()));
        return data;
    }
    if (const auto* array = value.if_array()) {
        mustache::data data(mustache::data::type::list);
        for (const auto& item : *array) data.push_back(to_data(item));
        return data;
    }
    if (const auto* text = value.if_string()) {
        if (text->empty()) return mustache::data(false);
        return mustache::data(std::string(*text));
    }
    if (value.is_number()) return mustache::data(boost::json::serialize(value));
    return mustache::data(value.is_bool() && value.get_bool());
}

// Finds partials among the files, never among the values.
class Values final : public mustache::context<std::string> {
public:
    using context::context;

    const mustache::data* get_partial(const std::string& name) const override {
        const auto& templates = all_templates();
        const auto found = templates.find(name);
        if (found == templates.end()) throw std::logic_error("no template " + name);
        return &found->second;
    }
};

}  // namespace

std::string render(std::string_view name, const boost::json::object& values) {
    const auto& templates = all_templates();
    const auto found = templates.find(name);
    if (found == templates.end()) throw std::logic_error("no template " + std::string(name));

    mustache::mustache page(found->second.string_value());
    const mustache::data data = to_data(values);
    Values context(&data);
    std::string text = page.render(context);
    if (!page.is_valid()) throw std::logic_error(std::string(name) + ": " + page.error_message());
    return text;
}

}  // namespace pages
