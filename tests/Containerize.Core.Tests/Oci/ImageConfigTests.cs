using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class ImageConfigTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Base = $$$"""
        {
          "architecture": "amd64", "os": "linux", "created": "2020-01-01T00:00:00.123456789Z", "author": "somebody",
          "docker_version": "27.0", "x-number": 1.50, "x-large": 123456789012345678901234567890, "x-list": [null, true, {"é": "\u00e9\n"}],
          "config": {
            "Hostname": "", "Env": ["PATH=/usr/bin", "APP_UID=1654"], "Cmd": ["bash"], "Entrypoint": ["/init"], "User": "root",
            "Healthcheck": {"Test": ["CMD", "curl", "-f", "http://localhost"], "Interval": 30000000000, "StartInterval": 5},
            "Shell": ["/bin/bash", "-c"], "OnBuild": ["RUN echo 'hi' && true"], "StopSignal": "SIGQUIT", "StopTimeout": 7,
            "Volumes": {"/data": {}}, "ArgsEscaped": true, "WorkingDir": "/old", "x-inner": {"a": [1]},
            "ExposedPorts": {"80/tcp": {}}, "Labels": {"l": "1", "n": null}
          },
          "rootfs": {"type": "layers", "diff_ids": ["sha256:{{{Hex}}}"]},
          "history": [{"created_by": "/bin/sh -c #(nop) ADD file", "empty_layer": false}]
        }
        """;

    private static readonly ImageConfigChanges Changes = new()
    {
        Created = new DateTimeOffset(2026, 1, 31, 14, 0, 0, TimeSpan.FromHours(2)),
        Environment = ["PATH=/bin", "B=größer \"x\" <&>'\n=y"],
        Entrypoint = ["dotnet", "/app/App.dll"],
        Cmd = ["--x"],
        WorkingDirectory = "/app",
        User = "1654",
        ExposedPorts = ["443/tcp", "8080/tcp"],
        Labels = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("b", "文").Add("a", "1"),
        Layers = [new AddedLayer(Digest.Compute("layer"u8), "tool", "application")],
    };

    [TestMethod]
    public void The_view_shows_the_document()
    {
        var bytes = Bytes(Base);
        var config = ImageConfig.Parse(bytes);
        Assert.AreEqual(bytes, config.RawBytes);
        Assert.AreEqual("linux/amd64", config.Platform.ToString());
        Assert.AreEqual($"sha256:{Hex}", config.DiffIds.Single().ToString());
        CollectionAssert.AreEqual(new[] { "PATH=/usr/bin", "APP_UID=1654" }, config.Environment);
        CollectionAssert.AreEqual(new[] { "/init" }, config.Entrypoint);
        CollectionAssert.AreEqual(new[] { "bash" }, config.Cmd);
        CollectionAssert.AreEqual(new[] { "80/tcp" }, config.ExposedPorts);
        Assert.AreEqual("root", config.User);
        Assert.AreEqual("/old", config.WorkingDirectory);
        CollectionAssert.AreEqual(new[] { "l=1", "n=" }, config.Labels.Select(label => $"{label.Key}={label.Value}").ToArray());
    }

    [TestMethod]
    [DataRow("""{"os":"linux","architecture":"arm64"}""")]
    [DataRow("""{"os":"linux","architecture":"arm64","config":null,"rootfs":null,"history":null}""")]
    [DataRow("""{"os":"linux","architecture":"arm64","config":{},"rootfs":{},"history":[]}""")]
    [DataRow(
        """{"os":"linux","architecture":"arm64","config":{"Env":null,"Cmd":null,"Entrypoint":null,"Labels":null,"User":null,"WorkingDir":null,"ExposedPorts":null,"Volumes":null},"rootfs":{"diff_ids":null}}"""
    )]
    public void Missing_and_null_members_are_empty_and_can_be_changed(string text)
    {
        var config = ImageConfig.Parse(Bytes(text));
        Assert.IsEmpty(config.DiffIds);
        Assert.IsEmpty(config.Environment);
        Assert.IsEmpty(config.Entrypoint);
        Assert.IsEmpty(config.Cmd);
        Assert.IsEmpty(config.Labels);
        Assert.IsEmpty(config.ExposedPorts);
        Assert.AreEqual("", config.User);
        Assert.AreEqual("", config.WorkingDirectory);

        var changed = config.Apply(Changes);
        AssertShows(Changes, changed);
        CollectionAssert.AreEqual(new[] { Digest.Compute("layer"u8) }, changed.DiffIds);
    }

    [TestMethod]
    public void Applied_changes_are_golden_and_keep_everything_but_triggers()
    {
        var changed = ImageConfig.Parse(Bytes(Base)).Apply(Changes);
        Assert.AreEqual(
            $$$"""
            {"architecture":"amd64","os":"linux","created":"2026-01-31T12:00:00Z","author":"somebody",
            "docker_version":"27.0","x-number":1.50,"x-large":123456789012345678901234567890,"x-list":[null,true,{"é":"é\n"}],
            "config":{"Hostname":"","Env":["PATH=/bin","B=größer \"x\" <&>'\n=y"],"Cmd":["--x"],"Entrypoint":["dotnet","/app/App.dll"],"User":"1654",
            "Healthcheck":{"Test":["CMD","curl","-f","http://localhost"],"Interval":30000000000,"StartInterval":5},
            "Shell":["/bin/bash","-c"],"StopSignal":"SIGQUIT","StopTimeout":7,
            "Volumes":{"/data":{}},"ArgsEscaped":true,"WorkingDir":"/app","x-inner":{"a":[1]},
            "ExposedPorts":{"443/tcp":{},"8080/tcp":{}},"Labels":{"a":"1","b":"文"}},
            "rootfs":{"type":"layers","diff_ids":["sha256:{{{Hex}}}","{{{Digest.Compute("layer"u8)}}}"]},
            "history":[{"created_by":"/bin/sh -c #(nop) ADD file","empty_layer":false},{"created":"2026-01-31T12:00:00Z","created_by":"tool","comment":"application"}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(changed.RawBytes.AsSpan())
        );
        AssertShows(Changes, changed);
    }

    [TestMethod]
    public void Volumes_signal_and_health_check_are_read_and_replaced()
    {
        var former = ImageConfig.Parse(Bytes(Base));
        Assert.AreSequenceEqual(["/data"], former.Volumes);
        Assert.AreEqual("SIGQUIT", former.StopSignal);
        Assert.AreEqual(new Healthcheck(["CMD", "curl", "-f", "http://localhost"], TimeSpan.FromSeconds(30)), former.Healthcheck);

        var check = new Healthcheck(
            ["CMD-SHELL", "true"],
            TimeSpan.FromSeconds(1.5),
            TimeSpan.FromSeconds(2),
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMilliseconds(1),
            3
        );
        var changed = former.Apply(Changes with { Volumes = ["/a", "/data"], StopSignal = "SIGINT", Healthcheck = check });
        Assert.AreSequenceEqual(["/a", "/data"], changed.Volumes);
        Assert.AreEqual("SIGINT", changed.StopSignal);
        Assert.AreEqual(check, changed.Healthcheck);
        Assert.Contains(
            """{"Test":["CMD-SHELL","true"],"Interval":1500000000,"Timeout":2000000000,"StartPeriod":60000000000,"StartInterval":1000000,"Retries":3}""",
            Encoding.UTF8.GetString(changed.RawBytes.AsSpan())
        );
    }

    [TestMethod]
    public void What_is_empty_in_the_end_is_not_there()
    {
        var changed = ImageConfig
            .Parse(Bytes(Base))
            .Apply(
                Changes with
                {
                    Environment = [],
                    Entrypoint = [],
                    Cmd = [],
                    User = "",
                    ExposedPorts = [],
                    Labels = ImmutableSortedDictionary<string, string>.Empty,
                    Layers = [],
                }
            );
        var config = JsonNode.Parse(changed.RawBytes.AsSpan())!["config"]!.AsObject();
        foreach (var name in new[] { "Env", "Entrypoint", "Cmd", "User", "ExposedPorts", "Labels" })
        {
            Assert.IsFalse(config.ContainsKey(name), name);
        }

        CollectionAssert.AreEqual(new[] { Digest.Parse($"sha256:{Hex}") }, changed.DiffIds);
    }

    [TestMethod]
    public void The_base_is_not_changed_by_a_change()
    {
        var config = ImageConfig.Parse(Bytes(Base));
        var before = config.RawBytes;
        _ = config.Apply(Changes);
        Assert.AreEqual(before, config.RawBytes);
        Assert.AreEqual(Base, Encoding.UTF8.GetString(config.RawBytes.AsSpan()));
    }

    [TestMethod]
    public void An_empty_configuration_has_its_platform()
    {
        var config = ImageConfig.Empty(
            new Platform
            {
                Os = "linux",
                Architecture = "arm",
                Variant = "v7",
            }
        );
        Assert.AreEqual(
            """{"architecture":"arm","os":"linux","variant":"v7","config":{},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}""",
            Encoding.UTF8.GetString(config.RawBytes.AsSpan())
        );
        Assert.AreEqual("linux/arm/v7", config.Platform.ToString());
    }

    [TestMethod]
    [DataRow("[]", "not a JSON object")]
    [DataRow("{}", "'os' is missing")]
    [DataRow("""{"os":"linux"}""", "'architecture' is missing")]
    [DataRow("""{"os":1}""", "'os' is Number")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":[]}""", "'config' is Array")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Env":"A=1"}}""", "'Env' is String")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Env":[1]}}""", "'Env' holds Number")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Cmd":"sh"}}""", "'Cmd' is String")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Entrypoint":[null]}}""", "'Entrypoint' holds Null")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Labels":{"a":[]}}}""", "'Labels.a' is Array")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"Labels":[]}}""", "'Labels' is Array")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"User":0}}""", "'User' is Number")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"ExposedPorts":["80"]}}""", "'ExposedPorts' is Array")]
    [DataRow("""{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["x"]}}""", "'diff_ids' is 'x'")]
    [DataRow("""{"os":"linux","architecture":"amd64","rootfs":[]}""", "'rootfs' is Array")]
    [DataRow("""{"os":"linux","architecture":"amd64","os":"linux"}""", "not JSON")]
    [DataRow("""{"os":"linux","architecture":"amd64","config":{"User":"\udc00"}}""", "not Unicode")]
    [DataRow("""{"os":"linux","architecture":"amd64","x-unknown":["\ud800"]}""", "not Unicode")]
    [DataRow("""{"os":"linux","architecture":"amd64","x-unknown":{"\ud800":1}}""", "not Unicode")]
    public void What_is_not_a_configuration_says_why(string text, string why) =>
        Assert.Contains(why, Assert.ThrowsExactly<FormatException>(() => ImageConfig.Parse(Bytes(text))).Message);

    [TestMethod]
    public void Text_survives_whatever_it_is() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            {
                // JSON holds Unicode; a lone half of a surrogate pair is none, and becomes the replacement character.
                var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
                var changed = ImageConfig
                    .Parse(Bytes(Base))
                    .Apply(Changes with { Cmd = [value], Labels = Changes.Labels.SetItem("t", value) });
                return changed.Cmd.Single() == value && changed.Labels["t"] == value;
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_damaged_document_is_either_refused_or_can_be_changed() =>
        Prop.ForAll(
                (
                    from position in Gen.Choose(0, Encoding.UTF8.GetByteCount(Base) - 1)
                    from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("\"{}[],:0\\\u00ed"u8.ToArray()).Select(b => (int)b))
                    select (Position: position, Value: (byte)value)
                ).ToArbitrary(),
                damage =>
                {
                    var bytes = Encoding.UTF8.GetBytes(Base);
                    bytes[damage.Position] = damage.Value;
                    try
                    {
                        AssertShows(Changes, ImageConfig.Parse([.. bytes]).Apply(Changes));
                    }
                    catch (FormatException)
                    {
                        // Refused, which is the other good end.
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static void AssertShows(ImageConfigChanges changes, ImageConfig config)
    {
        CollectionAssert.AreEqual(changes.Environment, config.Environment);
        CollectionAssert.AreEqual(changes.Entrypoint, config.Entrypoint);
        CollectionAssert.AreEqual(changes.Cmd, config.Cmd);
        CollectionAssert.AreEqual(changes.ExposedPorts, config.ExposedPorts);
        CollectionAssert.AreEqual(changes.Labels.ToArray(), config.Labels.ToArray());
        Assert.AreEqual(changes.WorkingDirectory, config.WorkingDirectory);
        Assert.AreEqual(changes.User, config.User);
        Assert.AreEqual(changes.Layers[^1].DiffId, config.DiffIds[^1]);
    }

    private static ImmutableArray<byte> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text)];
}
