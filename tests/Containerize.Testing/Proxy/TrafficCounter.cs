namespace Containerize.Testing.Proxy;

/// <summary>Adds up what all connections carry.</summary>
public sealed class TrafficCounter
{
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private long _bodyBytes;

    public ProxyTraffic Traffic
    {
        get
        {
            lock (_lock)
            {
                return new ProxyTraffic([.. _requests], _bodyBytes);
            }
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _requests.Clear();
            _bodyBytes = 0;
        }
    }

    public void AddRequest(string request)
    {
        lock (_lock)
        {
            _requests.Add(request);
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
