//! Tests with the user's own data, valid and invalid.

use std::fs;
use std::path::Path;

use crate::support::{data, with_data};

#[test]
fn a_shop_with_its_own_data() {
    let dir = data(
        "own",
        &[
            (
                "users.csv",
                "id,name,region,points,chargebacks,card_limit_cents\n7,Zoe Hart,MOON,0,0,300000\n",
            ),
            (
                "products.csv",
                "sku,name,price_cents,stock,weight_grams\nROCK,Moon rock,100000,5,1000\n",
            ),
            (
                "promotions.csv",
                "sku,label,from_quantity,percent\nROCK,Half a rock,1,50\n",
            ),
            (
                "shipping.csv",
                "region,base_cents,per_kg_cents,days\nMOON,10,5,30\n",
            ),
            ("loyalty.csv", "tier,from_points,percent\n"),
            ("taxes.csv", "region,percent\nMOON,10\n"),
        ],
    );
    let ran = with_data(&dir, "checkout 7 ROCK:1").succeeds();
    ran.shows(&[
        "Quote for Zoe Hart (no tier yet, MOON)",
        "Order 1001: $550.15 paid",
    ]);
    with_data(&dir, "")
        .succeeds()
        .shows(&["> checkout 7 ROCK:2"])
        .hides("CABLE");
}

#[test]
fn a_malformed_file_is_named_with_its_line() {
    for (name, file, text, message) in [
        (
            "bad_price",
            "products.csv",
            "# mine\nsku,name,price_cents,stock,weight_grams\nMUG,Mug,18.50,4,5\n",
            "products.csv, line 3: `18.50` is not an amount in whole cents: write 1299 for $12.99",
        ),
        (
            "bad_stock",
            "products.csv",
            "sku,name,price_cents,stock,weight_grams\n\nMUG,Mug,1850,lots,5\n",
            "products.csv, line 3: `lots` in column `stock` is not a whole number",
        ),
        (
            "bad_header",
            "users.csv",
            "id,name\n1,Ada\n",
            "users.csv, line 1: there is no column `region`: the header must be `id,name,region,",
        ),
        (
            "bad_row",
            "shipping.csv",
            "region,base_cents,per_kg_cents,days\nEAST,1,2\n",
            "shipping.csv, line 2: found 3 values for 4 columns",
        ),
        (
            "bad_percent",
            "taxes.csv",
            "region,percent\nEAST,110\n",
            "taxes.csv, line 2: `110` is not a percentage: write a number from 0 to 100",
        ),
        (
            "twice",
            "loyalty.csv",
            "tier,from_points,percent\nA,1,2\nB,1,3\n",
            "loyalty.csv, line 3: number of points 1 is on line 2 already",
        ),
        (
            "dangling",
            "promotions.csv",
            "sku,label,from_quantity,percent\nTEAPOT,Tea time,1,5\n",
            "promotions.csv, line 2: there is no product TEAPOT in ",
        ),
        (
            "empty",
            "users.csv",
            "",
            "users.csv has no rows: give it the header `id,name,",
        ),
    ] {
        let dir = data(name, &[(file, text)]);
        with_data(&dir, "users")
            .fails()
            .complains(&["error: ", message]);
    }
}

#[test]
fn a_missing_directory_and_file_are_reported_with_a_cure() {
    let dir = data("missing", &[]);
    fs::remove_file(dir.join("taxes.csv")).unwrap();
    for dir in [dir.as_path(), Path::new("no-such-directory")] {
        let ran = with_data(dir, "users").fails();
        ran.complains(&[
            "error: cannot read ",
            "taxes.csv",
            "copy examples/checkout/data",
        ]);
    }
}

#[test]
fn amounts_too_large_are_refused() {
    let text = "sku,name,price_cents,stock,weight_grams\nMUG,Mug,18446744073709551615,9,5\n";
    let promotions = "sku,label,from_quantity,percent\n";
    let dir = data(
        "large",
        &[("products.csv", text), ("promotions.csv", promotions)],
    );
    with_data(&dir, "preview 1 MUG:2")
        .fails()
        .complains(&["the amount is too large to compute"]);
}
