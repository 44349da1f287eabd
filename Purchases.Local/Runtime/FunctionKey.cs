using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Purchases.Local.Runtime;

/// <summary>The key that callers must send, by the Functions convention: header <c>x-functions-key</c> or query <c>code</c>.</summary>
internal sealed class FunctionKey(string key)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <returns>Null when FUNCTIONS_KEY isn't set: then no key is required.</returns>
    /// <exception cref="SettingsException">The key couldn't be sent in a header, so every call would be rejected.</exception>
    public static FunctionKey? Read(IConfiguration configuration)
    {
        var key = configuration["FUNCTIONS_KEY"];
        if (string.IsNullOrEmpty(key)) return null;
        if (key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new SettingsException("FUNCTIONS_KEY must be visible ASCII characters without spaces. Leave it unset to require no key.");

        return new(key);
    }

    public bool IsIn(HttpRequest request) =>
        Matches(request.Headers["x-functions-key"]) || Matches(request.Query["code"]);

    // Hashes have the same length, and comparing them takes the same time however much of a guess is right.
    private bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), _hash);
}
