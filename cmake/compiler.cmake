# Compiler settings that every target shares. Warnings are errors on both compilers.
add_library(bookingtms_options INTERFACE)
target_compile_options(bookingtms_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
  -Wno-sign-conversion -Werror)
target_compile_definitions(bookingtms_options INTERFACE
  # Boost.Asio and Boost.Beast: coroutines only, no deprecated names.
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A PCH that ccache can share between builds carries no time stamp.
  target_compile_options(bookingtms_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of g++ 12 in Boost and libstdc++ under -O2 and in coroutine frames.
  target_compile_options(bookingtms_options INTERFACE
    -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict -Wno-stringop-overflow
    -Wno-stringop-overread -Wno-array-bounds -Wno-mismatched-new-delete
    -Wno-missing-field-initializers)
endif()

if(BOOKINGTMS_SANITIZE)
  add_compile_options(-fsanitize=${BOOKINGTMS_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BOOKINGTMS_SANITIZE})
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()
