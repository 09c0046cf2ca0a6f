# Sourced by ./triggo and ./dev: where the JDK and Maven are. POSIX sh.

# Prints the file that a chain of symbolic links ends at.
real_file() {
    file=$1
    while [ -h "$file" ]; do
        link=$(readlink "$file")
        case $link in
            /*) file=$link ;;
            *) file=$(dirname "$file")/$link ;;
        esac
    done
    printf '%s\n' "$file"
}

# Every place where a JDK may be, one to a line, the most deliberate first.
jdk_candidates() {
    printf '%s\n' "${JAVA_HOME:-}"
    if on_path=$(command -v java); then
        on_path=$(real_file "$on_path")
        printf '%s\n' "${on_path%/bin/java}"
    fi
    for folder in /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /opt/* /opt/*/*; do
        printf '%s\n' "$folder"
    done
}

# True for a folder that holds a JDK 25. Reads the release file: starting each java would cost more than the rest.
is_jdk_25() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk() {
    jdk_candidates | while IFS= read -r folder; do
        if [ -n "$folder" ] && is_jdk_25 "$folder"; then
            printf '%s\n' "$folder"
            break
        fi
    done
}

# Installs a Debian package, on a build machine only (CI=true, root): nobody else's machine is changed.
install_in_ci() {
    [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "CI: installing the Debian package $1" >&2
    {
        apt-get update -q &&
            DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$1"
    } >/dev/null 2>&1
}

# Sets and exports JAVA_HOME, or ends with one line that says what to install.
need_jdk() {
    jdk=$(find_jdk)
    if [ -z "$jdk" ] && install_in_ci openjdk-25-jdk-headless; then
        jdk=$(find_jdk)
    fi
    if [ -z "$jdk" ]; then
        echo "Triggo needs a JDK 25: install temurin-25-jdk (from Adoptium's repository for Debian), or any other JDK 25, and set JAVA_HOME to its folder." >&2
        exit 2
    fi
    JAVA_HOME=$jdk
    export JAVA_HOME
}

need_maven() {
    command -v mvn >/dev/null 2>&1 || install_in_ci maven || :
    if ! command -v mvn >/dev/null 2>&1; then
        echo "Building Triggo needs Maven 3.8 or newer: install the package maven (Debian, Homebrew), or put mvn on the PATH." >&2
        exit 2
    fi
    # Quiet about Maven's own old libraries on a new JDK; and a build is over before the second compiler pays.
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-}"
    export MAVEN_OPTS
}

# True where node and npm are here, and node is one that builds the page.
has_node() {
    command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Puts a Node that builds the page on the PATH: the machine's own, else one fetched from the npm registry into .cache.
# $1 is the checkout. False when there is none and none can be fetched.
find_node() {
    has_node && return 0
    [ -x "$1/.cache/node-24/bin/node" ] || "$JAVA_HOME/bin/java" "$1/config/FetchNode.java" "$1/.cache/node-24" || return 1
    PATH=$1/.cache/node-24/bin:$PATH
    export PATH
    has_node
}

# True when the page was not built, or its sources are newer than what was built of them.
page_is_stale() {
    [ ! -f "$1/web/dist/files.txt" ] ||
        [ -n "$(find "$1/web/src" "$1/web/public" "$1/web/tools" "$1/web/index.html" "$1/web/package-lock.json" \
            "$1/web/vite.config.ts" "$1/docs/openapi/app.json" -newer "$1/web/dist/files.txt" -print 2>/dev/null | head -n 1)" ]
}

# Installs what package-lock.json names, unless it is here already.
page_packages() {
    if ! cmp -s "$1/web/package-lock.json" "$1/web/node_modules/.installed"; then
        (cd "$1/web" && npm ci --no-audit --no-fund --ignore-scripts) &&
            cp "$1/web/package-lock.json" "$1/web/node_modules/.installed"
    fi
}

# Before Maven packs in the checkout $1: the old jars are unlinked, not overwritten, so that a server that runs from them
# keeps them.
let_go_of_jars() {
    rm -f "$1"/server/target/server-1.0.0.jar "$1"/server/target/lib/connector-sdk-*.jar
}

# Builds the page of the checkout $1 into web/dist, from where Maven packs it into the jar: there without what an older
# page had, whose files have other names.
build_page() {
    find_node "$1" && page_packages "$1" && (cd "$1/web" && npm run --silent build) && rm -rf "$1/server/target/classes/page"
}

# Prints the browser that the page's tests use; a build machine installs Debian's when there is none.
find_chromium() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" && return 0
    done
    install_in_ci chromium && command -v chromium
}
