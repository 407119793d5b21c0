namespace Containerize.Registry.Auth;

/// <summary>
/// The tokens of one registry until they end, each good for all that it covers. Its owner sees to it that one thread
/// at a time is in here.
/// </summary>
internal sealed class TokenStore(TimeProvider time)
{
    private readonly List<Entry> _entries = [];

    /// <summary>What wider tokens were refused for: a token server may leave out scopes without a word.</summary>
    private readonly List<RegistryAccess> _narrow = [];

    public RegistryToken? Find(RegistryAccess access)
    {
        var now = time.GetUtcNow();
        _entries.RemoveAll(entry => entry.Token.UseUntil <= now);
        var isNarrow = NeedsItsOwn(access);
        return _entries.Find(entry => entry.Wanted.IsSameAs(access) || (!isNarrow && entry.Granted.Covers(access)))?.Token;
    }

    /// <param name="wanted">What the token was fetched for.</param>
    /// <param name="granted">What was asked for: more than that, or less where more was refused.</param>
    /// <param name="token">The token.</param>
    public void Add(RegistryAccess wanted, RegistryAccess granted, RegistryToken token) => _entries.Add(new(wanted, granted, token));

    /// <summary>Whether a token for more is no good for this.</summary>
    public bool NeedsItsOwn(RegistryAccess access) => _narrow.Exists(access.IsSameAs);

    /// <summary>A token for more was refused.</summary>
    public void RefuseWider(RegistryAccess access) => _narrow.Add(access);

    /// <summary>The registry refused a token that was sent for something.</summary>
    public void Reject(RegistryAccess access, string value)
    {
        if (_entries.Find(entry => entry.Token.Value == value) is not { } refused)
        {
            return;
        }

        _entries.Remove(refused);
        if (refused.Granted.Covers(access) && !refused.Granted.IsSameAs(access))
        {
            // For all else that it was asked to cover it may still be good.
            RefuseWider(access);
            _entries.Add(refused with { Wanted = refused.Granted });
        }
    }

    private sealed record Entry(RegistryAccess Wanted, RegistryAccess Granted, RegistryToken Token);
}
