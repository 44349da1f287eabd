using System.Net;

namespace Purchases.Local;

/// <summary>Which host names mean this machine alone. An address counts as Kestrel reads it: brackets only around an IPv6 one.</summary>
internal static class Loopback
{
    public static bool Is(string host) => IsLocalhost(host) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    public static bool IsLocalhost(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
}
