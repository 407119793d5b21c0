using System.Text;
using Containerize.Oci;
using Containerize.Registry.Auth;
using Docker.DotNet.Models;

namespace Containerize.Builders;

/// <summary>Accounts in the form in which engines take them. Source: Docker Engine API reference, "Authentication".</summary>
internal static class RegistryAuth
{
    /// <summary>An account as an engine's API takes it: a secret.</summary>
    public static AuthConfig ToAccount(RegistryName registry, RegistryCredential credential)
    {
        var address = registry == RegistryName.DockerHub ? DockerConfig.DockerHubAddress : registry.ToString();
        return credential.IsIdentityToken
            ? new() { IdentityToken = credential.Secret, ServerAddress = address }
            : new()
            {
                Username = credential.UserName,
                Password = credential.Secret,
                ServerAddress = address,
            };
    }

    /// <summary>An authentication file for one registry, as Podman and Buildah read it: a secret.</summary>
    public static byte[] ToFile(IEnumerable<KeyValuePair<RegistryName, RegistryCredential>> credentials) =>
        [
            .. OciJson.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("auths");
                foreach (var (registry, credential) in credentials)
                {
                    writer.WriteStartObject(registry.ToString());
                    if (credential.IsIdentityToken)
                    {
                        writer.WriteString("identitytoken", credential.Secret);
                    }
                    else
                    {
                        writer.WriteString(
                            "auth",
                            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Secret}"))
                        );
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }),
        ];
}
