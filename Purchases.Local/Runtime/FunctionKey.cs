using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Local.Runtime;

/// <summary>The key that calls must carry, by the Functions convention: header <c>x-functions-key</c> or query <c>code</c>.</summary>
internal sealed class FunctionKey(string key)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <returns>Null when FUNCTIONS_KEY isn't set: then none is asked for.</returns>
    /// <exception cref="SettingsException">It could not be sent in a header, so no call would ever be let in.</exception>
    public static FunctionKey? Read(IConfiguration configuration)
    {
        var key = configuration["FUNCTIONS_KEY"];
        if (string.IsNullOrEmpty(key)) return null;
        if (key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new SettingsException("FUNCTIONS_KEY must be visible ASCII characters without spaces; leave it out to ask for no key.");

        return new(key);
    }

    public bool IsIn(HttpRequest request) =>
        Matches(request.Headers["x-functions-key"]) || Matches(request.Query["code"]);

    // Hashes have one length, and comparing them takes the same time however much of a guess is right.
    private bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), _hash);
}
