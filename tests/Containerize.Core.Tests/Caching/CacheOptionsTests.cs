using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Containerize.Caching;
using Containerize.Diagnostics;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class CacheOptionsTests
{
    private static readonly string Root = OperatingSystem.IsWindows() ? @"C:\" : "/";
    private static readonly string Home = Path.Combine(Root, "home", "someone");
    private static readonly string Project = Path.Combine(Root, "work", "app");
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOME"] = Home,
        ["XDG_CACHE_HOME"] = Path.Combine(Root, "xdg"),
        ["LOCALAPPDATA"] = Path.Combine(Root, "local"),
    };

    [TestMethod]
    public void Each_system_has_its_folder()
    {
        Assert.AreEqual(Path.Combine(Root, "xdg", "containerize"), CacheLocation.Find(Environment, OSPlatform.Linux));
        Assert.AreEqual(Path.Combine(Home, "Library", "Caches", "containerize"), CacheLocation.Find(Environment, OSPlatform.OSX));
        Assert.AreEqual(Path.Combine(Root, "local", "containerize", "cache"), CacheLocation.Find(Environment, OSPlatform.Windows));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("relative")]
    public void Without_an_absolute_XDG_CACHE_HOME_it_is_in_the_home_folder(string? xdg)
    {
        var environment = new Dictionary<string, string>(Environment);
        environment.Remove("XDG_CACHE_HOME");
        if (xdg is not null)
        {
            environment["XDG_CACHE_HOME"] = xdg;
        }

        Assert.AreEqual(Path.Combine(Home, ".cache", "containerize"), CacheLocation.Find(environment, OSPlatform.Linux));
    }

    [TestMethod]
    public void Without_a_home_folder_there_is_no_cache()
    {
        var nothing = new Dictionary<string, string>();
        Assert.IsNull(CacheLocation.Find(nothing, OSPlatform.Linux));
        Assert.IsNull(CacheLocation.Find(nothing, OSPlatform.OSX));
        Assert.IsNull(CacheLocation.Find(nothing, OSPlatform.Windows));
        Assert.IsNull(CacheLocation.Find(new Dictionary<string, string> { ["HOME"] = "" }, OSPlatform.Linux));

        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        Assert.IsNull(CacheOptions.Parse("", "", Project, nothing, errors).Path);
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    public void By_default_it_is_the_users_and_two_gigabytes()
    {
        var options = Parse("", "");
        Assert.AreEqual(CacheLocation.Find(Environment, CacheLocation.ThisPlatform), options.Path);
        Assert.AreEqual(2_000_000_000, options.Limit);
    }

    [TestMethod]
    public void A_path_is_relative_to_the_project()
    {
        Assert.AreEqual(Path.Combine(Root, "work", "cache"), Parse("../cache", "1MB").Path);
        Assert.AreEqual(Path.Combine(Root, "else"), Parse(Path.Combine(Root, "else"), "1MB").Path);
        Assert.AreEqual(1_000_000, Parse("", "1MB").Limit);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("0GB")]
    public void A_limit_of_zero_is_no_cache(string limit) => Assert.IsNull(Parse(Path.Combine(Root, "somewhere"), limit).Path);

    [TestMethod]
    public void A_wrong_limit_is_told_with_property_value_and_remedy()
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        CacheOptions.Parse("", "much", Project, Environment, errors);
        var error = errors.Single();
        Assert.AreEqual("CTZ1023", error.Code);
        Assert.Contains("ContainerCacheLimit 'much'", error.Message);
        Assert.Contains("'2GB'", error.Message);
    }

    private static CacheOptions Parse(string path, string limit)
    {
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var options = CacheOptions.Parse(path, limit, Project, Environment, errors);
        Assert.IsEmpty(errors);
        return options;
    }
}
