using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Purchases.Local.Runtime;

/// <summary>The key that calls must carry, by the Functions convention: header <c>x-functions-key</c> or query <c>code</c>.</summary>
internal sealed class FunctionKey(string key)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public bool IsIn(HttpRequest request) =>
        Matches(request.Headers["x-functions-key"]) || Matches(request.Query["code"]);

    // Hashes have one length, and comparing them takes the same time however much of a guess is right.
    private bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), _hash);
}
