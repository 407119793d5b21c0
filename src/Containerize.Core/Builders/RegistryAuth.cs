using System.Text;
using Containerize.Oci;
using Containerize.Registry.Auth;

namespace Containerize.Builders;

/// <summary>Accounts in the form in which engines take them. Source: Docker Engine API reference, "Authentication".</summary>
internal static class RegistryAuth
{
    private const string DockerHubAddress = "https://index.docker.io/v1/";

    /// <summary>The value of <c>X-Registry-Auth</c>: a secret.</summary>
    public static string ToHeader(string registry, RegistryCredential credential)
    {
        var json = OciJson.Write(writer =>
        {
            writer.WriteStartObject();
            if (credential.IsIdentityToken)
            {
                writer.WriteString("identitytoken", credential.Secret);
            }
            else
            {
                writer.WriteString("username", credential.UserName);
                writer.WriteString("password", credential.Secret);
            }

            writer.WriteString("serveraddress", registry == ImageReference.DockerHub ? DockerHubAddress : registry);
            writer.WriteEndObject();
        });
        return Convert.ToBase64String(json.AsSpan()).Replace('+', '-').Replace('/', '_');
    }

    /// <summary>An authentication file for one registry, as Podman and Buildah read it: a secret.</summary>
    public static byte[] ToFile(IEnumerable<KeyValuePair<string, RegistryCredential>> credentials) => [.. OciJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("auths");
        foreach (var (registry, credential) in credentials)
        {
            writer.WriteStartObject(registry);
            if (credential.IsIdentityToken)
            {
                writer.WriteString("identitytoken", credential.Secret);
            }
            else
            {
                writer.WriteString("auth", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Secret}")));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    })];
}
