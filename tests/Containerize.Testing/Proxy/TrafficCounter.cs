namespace Containerize.Testing.Proxy;

/// <summary>Adds up what all connections carry.</summary>
internal sealed class TrafficCounter
{
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private long _bodyBytes;
    private long _bytes;

    public ProxyTraffic Traffic
    {
        get
        {
            lock (_lock)
            {
                return new ProxyTraffic([.. _requests], _bodyBytes) { Bytes = _bytes };
            }
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _requests.Clear();
            _bodyBytes = 0;
            _bytes = 0;
        }
    }

    public void AddRequest(string request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }
    }

    public void Add(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
        }
    }

    public void AddBody(long bytes)
    {
        lock (_lock)
        {
            _bodyBytes += bytes;
        }
    }
}
