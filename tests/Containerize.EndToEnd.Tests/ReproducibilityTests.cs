using Containerize.EndToEnd.Tests.Infrastructure;
using Containerize.Testing;

namespace Containerize.EndToEnd.Tests;

/// <summary>The same commit gives the same image, wherever, whenever and in however many steps it is published.</summary>
[TestClass]
internal sealed class ReproducibilityTests
{
    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Token => TestContext.CancellationToken;

    [TestMethod]
    public async Task Another_folder_user_umask_time_zone_and_language_give_the_same_digest()
    {
        var sample = await WebApiSample.PublishedAsync();
        using var directory = new TemporaryDirectory();
        var clone = directory.PathOf("zweiter Klön/日本");
        var home = Directory.CreateDirectory(directory.PathOf("home")).FullName;
        await sample.CloneAsync(clone, Token);
        // NuGet's settings are in the user's own home folder, so the restore comes before the publish.
        var (restore, publish) = (Arguments("restore"), Arguments("publish").Append("--no-restore").Append("-p:ContainerPush=true"));
        (await Dotnet.RunAsync(clone, restore, Token)).Succeeded();

        (
            await Shell.RunAsync(
                Dotnet.Start(
                    "sh",
                    ["-c", "umask 077; exec dotnet \"$@\"", "sh", .. publish],
                    clone,
                    ("HOME", home),
                    ("XDG_CACHE_HOME", null),
                    ("TZ", "Pacific/Kiritimati"),
                    ("LANG", "tr_TR.UTF-8"),
                    ("LC_ALL", "tr_TR.UTF-8")
                ),
                Token
            )
        ).Succeeded();

        Assert.AreEqual(
            sample.Digest,
            Json.Read(Path.Combine(clone, "WebApi/obj/Release/net10.0/container/report.json")).GetProperty("manifestDigest").GetString()
        );

        string[] Arguments(string command) =>
            [
                command,
                "WebApi",
                .. WebApiSample.PublishArguments(sample.Repository + "-again"),
                .. command == "publish" ? new[] { "--nologo" } : [],
            ];
    }

    [TestMethod]
    public async Task Building_and_pushing_in_two_commands_gives_the_same_digest()
    {
        var sample = await WebApiSample.PublishedAsync();
        using var directory = new TemporaryDirectory();
        var copy = directory.PathOf("copy");
        sample.CopyTo(copy);
        var repository = sample.Repository + "-in-steps";

        (await Dotnet.RunAsync(copy, Arguments("BuildContainer", "built/elsewhere"), Token)).Succeeded();
        var knownBefore = await new RegistryQueries(TestEnvironment.Registry).KnowsAsync(repository, Token);
        (await Dotnet.RunAsync(copy, Arguments("PushContainer", repository), Token)).Succeeded();

        Assert.IsFalse(knownBefore, "BuildContainer pushed.");
        foreach (var tag in new[] { "1.2.3", "1.2", "1", "latest" })
        {
            Assert.AreEqual(
                sample.Digest,
                await new RegistryQueries(TestEnvironment.Registry).FindDigestAsync(repository, tag, Token),
                tag
            );
        }

        string[] Arguments(string target, string name) =>
            ["build", "WebApi", $"-t:{target}", "-c", "Release", "--nologo", "--no-restore", .. WebApiSample.PublishArguments(name)];
    }

    [TestMethod]
    public async Task Pushing_what_was_not_built_is_an_error()
    {
        using var app = await App.ConsoleAsync();

        var output = (
            await Dotnet.RunAsync(
                app.FullName,
                [
                    "build",
                    "-t:PushContainer",
                    "-c",
                    "Release",
                    "--no-restore",
                    $"-p:ContainerRegistry={TestEnvironment.Registry}",
                    $"-p:ContainerRepository={app.Repository}",
                ],
                Token
            )
        ).FailedWith("CTZ1017");

        Assert.Contains("BuildContainer", output);
        Assert.IsFalse(await new RegistryQueries(TestEnvironment.Registry).KnowsAsync(app.Repository, Token));
    }
}
