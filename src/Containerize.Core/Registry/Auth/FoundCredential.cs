namespace Containerize.Registry.Auth;

/// <summary>The end of a search: also that there is no account is worth remembering.</summary>
internal sealed record FoundCredential(RegistryCredential? Credential);
