// `bookingtms routes`: every path that the program answers, who may call it, and which server is
// read for it, for tools and tests.
#include "api/routes.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "pages/routes.hpp"

namespace cli {

int routes() {
    for (const auto& table : {api::routes(), pages::routes()}) {
        for (const api::Route& route : table) {
            std::cout << http::to_string(route.method) << ' ' << route.path << ' ' << route.access
                      << (route.reads == api::Reads::replica ? " replica\n" : " primary\n");
        }
    }
    return exit_success;
}

}  // namespace cli
