namespace Containerize.EndToEnd.Tests.Infrastructure;

/// <summary>
/// What the tests use besides the code: servers, base images and the packed package. <c>build/test.sh</c> starts it,
/// and tells it by variables (<c>build/lib/test-environment.sh</c>). A test that reads one which is missing is
/// inconclusive.
/// </summary>
internal static class TestEnvironment
{
    /// <summary>Host and port of a registry that wants no login and has the base images.</summary>
    public static string Registry => Get("CTZ_TEST_REGISTRY");

    /// <summary>Where the base images are: <c>localhost:5000/dotnet</c>, with <c>/runtime:10.0</c> and the others below.</summary>
    public static string Base => Get("CTZ_TEST_BASE");

    /// <summary>Folder with the package.</summary>
    public static string Feed => Get("CTZ_TEST_FEED");

    /// <summary>The package's version.</summary>
    public static string Version => Get("CTZ_TEST_VERSION");

    /// <summary>Host and port of a registry that wants Basic authentication.</summary>
    public static string BasicRegistry => Get("CTZ_TEST_BASIC_REGISTRY");

    public static string BasicUser => Get("CTZ_TEST_BASIC_USER");

    public static string BasicPassword => Get("CTZ_TEST_BASIC_PASSWORD");

    /// <summary>Host and port of a registry that speaks https.</summary>
    public static string TlsRegistry => Get("CTZ_TEST_TLS_REGISTRY");

    /// <summary>The file of the authority that signed its certificate; this machine does not trust it.</summary>
    public static string TlsAuthority => Get("CTZ_TEST_TLS_CA");

    /// <summary>Host and port of a registry that wants a certificate of its clients.</summary>
    public static string MutualRegistry => Get("CTZ_TEST_MUTUAL_REGISTRY");

    /// <summary>Folder with <c>ca.crt</c>, <c>client.crt</c> and <c>client.key</c> for it.</summary>
    public static string MutualCertificates => Get("CTZ_TEST_MUTUAL_CERTIFICATES");

    /// <summary>Host and port of a registry that fetches from <see cref="Registry"/> what is asked for.</summary>
    public static string Mirror => Get("CTZ_TEST_MIRROR");

    /// <summary>The container engine's address, as <c>DOCKER_HOST</c> writes it.</summary>
    public static string Engine => Get("DOCKER_HOST");

    /// <summary>The address of a Docker engine of version 28, beside <see cref="Engine"/>.</summary>
    public static string NewerDocker => Get("CTZ_TEST_NEWER_DOCKER");

    /// <summary>Folder with clients (crane, oras) that need not be in PATH.</summary>
    public static string Tools => Get("CTZ_TEST_TOOLS");

    /// <summary>Folder with linters of Dockerfiles, which come from npm.</summary>
    public static string NpmTools => Get("CTZ_TEST_NPM_TOOLS");

    private static string Get(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            Assert.Inconclusive($"{name} is not set. Run ./build/test.sh, or ./build/test-environment.sh and what it prints.");
        }

        return value;
    }
}
